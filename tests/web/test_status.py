from datetime import timedelta

from app.domain.bulletins import Verdict
from app.store.evidence import add_visit
from app.store.runs import add_missed
from tests.builders import NOW
from tests.web.conftest import client_of
from tests.web.filled import keep_draft, keep_released, opened_newsroom, withdraw


def test_status_tells_where_the_week_stands(newsroom, client):
    keep_released(newsroom, "en")
    keep_draft(newsroom, "kam", script=None, verdict=Verdict.NO_VOICE, reason="No words yet.")
    with newsroom.store.transaction() as tx:
        add_visit(tx, "rain feed", at=NOW - timedelta(days=1), fault=None)
        add_visit(tx, "rain feed", at=NOW, fault="no answer from http://internal")
        add_missed(tx, schedule="weekly", slot=NOW, at=NOW)
    told = client.get("/api/v1/status").json()
    assert told["mode"] == "exercise"
    assert told["week"] == "2026-W48"
    assert told["verdicts"] == {"released": 1, "no-voice": 1}
    assert told["last_run"]["state"] == "missed"
    assert told["next_run"].startswith("2026-11-30")
    assert told["sources"][0]["working"] is False
    assert told["sources"][0]["last_good_at"].startswith("2026-11-22")
    assert "internal" not in str(told)


def test_status_lists_what_must_not_be_played_any_more(newsroom, client):
    gone = keep_released(newsroom, "en")
    withdraw(newsroom, gone.id)
    told = client.get("/api/v1/status").json()
    assert [each["id"] for each in told["off_air"]] == [gone.id]


def test_an_empty_install_has_a_status(client):
    told = client.get("/api/v1/status").json()
    assert told["week"] is None
    assert told["last_run"] is None


def test_health_and_readiness(client):
    assert client.get("/healthz").json() == {
        "ok": True,
        "checks": {"process": True, "database": True},
    }
    assert client.get("/readyz").json()["ok"] is True


def test_an_install_without_a_mode_is_not_ready(tmp_path):
    with opened_newsroom(tmp_path, mode=None) as newsroom:
        client = client_of(newsroom)
        assert client.get("/healthz").status_code == 200
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json()["checks"]["installed"] is False
        assert client.get("/desk").status_code == 401
        assert client.get("/").status_code == 200


def test_a_lost_database_is_unhealthy(newsroom, client, tmp_path):
    newsroom.store.engine.dispose()
    for each in tmp_path.glob("tangazo.db*"):
        each.unlink()
    (tmp_path / "tangazo.db").mkdir()
    for path in ("/healthz", "/readyz"):
        answer = client.get(path)
        assert answer.status_code == 503
        assert answer.json()["checks"]["database"] is False
