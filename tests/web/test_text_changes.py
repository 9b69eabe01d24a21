from app.web.desk.text_changes import MOST_WORDS, changed_lines


def states(before, now):
    return [
        (line.number, line.skipped, [(each.state, each.text) for each in line.stretches])
        for line in changed_lines(before, now)
    ]


def test_the_same_text_differs_in_nothing():
    assert changed_lines("It is dry.\n", "It is dry.\n") == ()


def test_a_changed_word_is_marked_and_the_lines_far_from_it_are_left_out():
    before = "One.\nTwo.\nIt is dry.\nFour.\nFive.\n"
    assert states(before, before.replace("dry", "wet")) == [
        (2, True, [("same", "Two.")]),
        (3, False, [("same", "It is"), ("gone", "dry."), ("new", "wet.")]),
        (4, False, [("same", "Four.")]),
    ]


def test_a_line_more_and_a_line_less_are_whole():
    assert states("One.\n", "One.\nTwo.\n")[-1] == (2, False, [("new", "Two.")])
    assert states("One.\nTwo.\n", "One.\n")[-1] == (2, False, [("gone", "Two.")])


def test_a_text_that_is_new_from_end_to_end_is_not_compared_word_by_word():
    long = " ".join(["rain"] * MOST_WORDS)
    [line] = changed_lines(long, f"{long} and sun")
    assert [each.state for each in line.stretches] == ["gone", "new"]
