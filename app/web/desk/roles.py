"""What each role is called on the pages, and what it is for."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.people import Role

ROLE_WORDS: Mapping[Role, str] = {
    Role.VIEWER: "Viewer: reads everything, changes nothing",
    Role.EDITOR: "Editor: enters evidence and changes texts",
    Role.REVIEWER: "Reviewer: a native speaker, who checks the words",
    Role.SECTOR_OFFICER: "Sector officer: water, livestock, health or another sector",
    Role.APPROVER: "Approver: the county’s lead or deputy, who signs for air",
    Role.ADMIN: "Admin: an approver who also adds officers",
}
