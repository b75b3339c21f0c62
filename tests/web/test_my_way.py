"""认证之路: each next step that the page offers leads somewhere."""

import re
from datetime import datetime
from pathlib import Path

from flask import Flask

from certify.programmes import services as programmes
from certify.programmes.domain import Requirement
from tests.courses_samples import cut, load
from tests.factories import House, signed_in


def test_the_next_step_leads_to_the_lesson(app: Flask, house: House, tmp_path: Path, now: datetime) -> None:
    load(house, cut(tmp_path / "course", "L3.1"), now)
    programme_id = programmes.create_programme(
        house.ben,
        unit_id=house.units["north"],
        code="T1",
        title_zh="一级 理论",
        title_en="Theory",
        certificate_zh="理论部分合格证明",
        certificate_en="Theory",
        job_role=None,
        requirements=Requirement(
            "all_of",
            "全部",
            "All",
            children=(Requirement("lessons_read", "学完", "Read"), Requirement("approval", "批准", "Approval")),
        ),
        validity_months=24,
        now=now,
    )
    programmes.enrol(house.hr, house.ada.require_person(), programme_id, now=now)
    browser = signed_in(app, house.ada)
    links = re.findall(r'<a class="btn btn-primary[^"]*" href="([^"]*)"', browser.get("/my/way").text)
    assert links == ["/lessons/L3.1"]
    assert browser.get(links[0]).status_code == 200
