"""The columns of a table of people: what each may be called in our languages, and days as people write them."""

import re
from datetime import date
from enum import StrEnum
from unicodedata import combining, normalize

from foundation.errors import N_
from foundation.text import fold

ROWS_MAX = 5000


class Column(StrEnum):
    """What a column holds; the values name fields of forms, problems and changes."""

    LOGIN = "login"
    NAME = "name"
    PHONE = "phone"
    UNIT = "unit"
    POST = "post"
    HIRED_ON = "hired_on"


COLUMN_LABELS = {
    Column.LOGIN: N_("工号"),
    Column.NAME: N_("姓名"),
    Column.PHONE: N_("电话"),
    Column.UNIT: N_("单位"),
    Column.POST: N_("岗位"),
    Column.HIRED_ON: N_("入职日期"),
}
HEADINGS = {
    Column.LOGIN: (
        *("工号", "员工编号", "员工号", "账号", "Staff number", "Staff no", "Login", "Employee ID"),
        *("사번", "사원번호", "직원 번호", "Número de empleado", "N.º de empleado", "Nº de empleado", "Usuario"),
    ),
    Column.NAME: (
        *("姓名", "员工姓名", "名字", "Name", "Full name"),
        *("이름", "성명", "직원명", "Nombre", "Nombre completo", "Nombre y apellidos"),
    ),
    Column.PHONE: (
        *("电话", "手机", "手机号", "联系电话", "电话号码", "Phone", "Telephone", "Mobile"),
        *("전화", "전화번호", "휴대전화", "휴대폰", "연락처", "Teléfono", "Móvil", "Celular"),
    ),
    Column.UNIT: (
        *("单位", "部门", "班组", "所属单位", "组织", "Unit", "Department", "Team"),
        *("부서", "소속", "소속 부서", "조직", "팀", "Unidad", "Departamento", "Equipo", "Área"),
    ),
    Column.POST: (
        *("岗位", "职位", "Post", "Job role", "Position"),
        *("직무", "직책", "Puesto", "Cargo"),
    ),
    Column.HIRED_ON: (
        *("入职日期", "入职时间", "入职", "Hired on", "Start date", "Date of joining"),
        *("입사일", "입사일자", "입사 날짜", "Fecha de ingreso", "Fecha de contratación", "Ingreso"),
    ),
}
REQUIRED = (Column.LOGIN, Column.NAME)


def _bare(heading: str) -> str:
    """Folded, without accents: people leave them out."""
    return "".join(sign for sign in normalize("NFKD", fold(heading)) if not combining(sign))


BY_HEADING = {_bare(heading): column for column, headings in HEADINGS.items() for heading in headings}
ASIDE = re.compile(r"[（(].*?[)）]|[*＊:：]")


def column_of(heading: str) -> Column | None:
    """The column that a heading names, in any of our languages; a star or "（选填）" behind it doesn't matter."""
    return BY_HEADING.get(_bare(ASIDE.sub(" ", heading)))


DATE = re.compile(r"(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})\s*[日일.]?(?:[ T]0{1,2}:00(?::00)?)?")
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_date(text: str) -> date | None:
    """2026-11-22, 2026/11/22, 2026.11.22, 2026年11月22日, 2026년 11월 22일 or 20261122; None for anything else."""
    match = DATE.fullmatch(text) or COMPACT.fullmatch(text)
    if match is None:
        return None
    try:
        day = date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        return None
    return day if 1950 <= day.year <= 2100 else None
