"""The five-minute tour: six tasks of an officer's first week, step by step, with pictures."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from app.web.access import SIGNED_IN
from app.web.auth import DeskVisitor
from app.web.desk.showing import show_desk
from app.web.interface import wanted_language
from app.web.problems import errors
from app.web.routing import add_get
from app.web.site_parts import TheSite


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """Something an officer does, in steps of a sentence each.

    Attributes:
        key: Name in addresses; its picture is `tour-<key>-<language>.png`.
        start: Page on which it begins.
    """

    key: str
    title: str
    start: str
    steps: tuple[str, ...]


TOUR = (
    Task(
        key="held",
        title="Find out why a county is held",
        start="/desk",
        steps=(
            "Open Overview. The county’s line stops at ▲, and the reason stands at its end.",
            "Follow the link at the end of the line: it leads to what is missing.",
            "On the evidence page, read the finding that is marked ▲: it says which "
            "figure is meant, and its source.",
            "If the figure is right, write why and choose “Accept”. If it is wrong, choose "
            "“Reject”: it is left out.",
            "If NDMA’s phase is missing or too old, the link leads to NDMA’s bulletin: "
            "enter the newest.",
        ),
    ),
    Task(
        key="sentence",
        title="Change one sentence, and hear it",
        start="/desk/templates",
        steps=(
            "Open Templates, choose the language and the phase, then the part of the bulletin.",
            "Change the sentence. Names in braces, such as {{ county }}, are filled in each week; "
            "leave them.",
            "Look at the preview beside it: it uses this week’s evidence and says how many "
            "seconds it takes.",
            "Press “Hear it”.",
            "Save it. It goes on air once a reviewer of the language has said yes.",
        ),
    ),
    Task(
        key="approve",
        title="Approve with a colleague",
        start="/desk/approve",
        steps=(
            "Open Approve and choose a bulletin that waits.",
            "Read the words. Every figure is marked; its source stands under it.",
            "Listen to it, and see what has changed since last week.",
            "Go to the signature and sign with your code or key. Alarm and emergency need two "
            "people: your colleague does the same under their own name.",
            "When the last one has signed, the audio is made and released by itself.",
        ),
    ),
    Task(
        key="recall",
        title="Take a bulletin off the air",
        start="/desk",
        steps=(
            "Open the released bulletin from Overview: its language is the link.",
            "Choose “Take it back”, write what is wrong, and sign. Stations and listeners read it.",
            "A second person signs as well; then its files are gone everywhere.",
            "The page lists the stations to call. Press “I called” at each.",
        ),
    ),
    Task(
        key="station",
        title="Add a station",
        start="/desk/stations",
        steps=(
            "Open Stations and go to “Add a station”.",
            "Give its name, its counties and languages, and a person with a telephone number.",
            "Save it. Its key is shown once: copy it, and give it to the station.",
            "From then on you see here when it last took and aired a bulletin.",
        ),
    ),
    Task(
        key="record",
        title="Put a recorded part on air",
        start="/desk",
        steps=(
            "Open Overview and follow “Record it” in the line of the language that has no voice.",
            "Let the large letters be read aloud into any telephone, a breath a line.",
            "Send the file at its part, with the name of who speaks. Silence at both ends is cut "
            "and the loudness is set.",
            "A second person listens, compares it with the words, and says that they match.",
            "The recording takes the place of the computer’s voice. When the words change, it is "
            "void and has to be made again.",
        ),
    ),
)


def routes() -> APIRouter:
    """Return the route of the tour."""
    router = APIRouter(tags=["Desk"])
    add_get(
        router,
        "/desk/help",
        tour,
        "A tour of the desk in five minutes",
        access=SIGNED_IN,
        response_class=HTMLResponse,
        responses=errors(401),
    )
    return router


def tour(request: Request, site: TheSite, visitor: DeskVisitor) -> Response:
    """Six tasks, each in steps of a sentence; with a picture where one was taken."""
    language = wanted_language(request)
    names = {each.key: f"tour-{each.key}-{language}.png" for each in TOUR}
    shown = {key: name for key, name in names.items() if site.has_asset(name)}
    return show_desk(request, "help.html", visitor=visitor, tour=TOUR, pictures=shown)
