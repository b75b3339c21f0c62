"""Who works in the demo organisation, and what each agent's way so far looks like. Invented people and places."""

from dataclasses import dataclass
from enum import StrEnum

from people.domain import Role, UnitKind

UNITS: tuple[tuple[str, str, UnitKind, str | None], ...] = (
    ("province", "江岚省", UnitKind.PROVINCE, None),
    ("north", "岚州市", UnitKind.CITY, "province"),
    ("south", "汀州市", UnitKind.CITY, "province"),
    ("centre1", "岚州一中心", UnitKind.CENTRE, "north"),
    ("centre2", "岚州二中心", UnitKind.CENTRE, "north"),
    ("centre3", "汀州中心", UnitKind.CENTRE, "south"),
    ("c1a", "一组", UnitKind.TEAM, "centre1"),
    ("c1b", "二组", UnitKind.TEAM, "centre1"),
    ("c2a", "一组", UnitKind.TEAM, "centre2"),
    ("c3a", "一组", UnitKind.TEAM, "centre3"),
)


@dataclass(frozen=True, slots=True)
class Staff:
    """Somebody who runs the house. `shown` says that the first start prints a password for them."""

    key: str
    login: str
    name: str
    unit: str
    roles: tuple[Role, ...]


STAFF = (
    Staff("admin", "100001", "管维", "province", (Role.ADMINISTRATOR,)),
    Staff("hr", "100002", "高岩", "province", (Role.HR,)),
    Staff("approver", "100003", "钟黎", "province", (Role.HR,)),
    Staff("writer", "100011", "许文静", "province", (Role.ITEM_WRITER,)),
    Staff("reviewer", "100012", "方远", "province", (Role.REVIEWER,)),
    Staff("examiner", "100013", "贝宁", "province", (Role.EXAMINER,)),
    Staff("invigilator", "100021", "沈立", "north", (Role.INVIGILATOR,)),
    Staff("marker", "100031", "罗嘉", "province", (Role.MARKER,)),
    Staff("marker2", "100032", "秦朗", "province", (Role.MARKER,)),
)


class Way(StrEnum):
    """How far an agent has come."""

    EXPIRED = "expired"  # certified more than two years ago
    EXPIRING = "expiring"  # certified nearly two years ago
    CERTIFIED = "certified"
    REVOKED = "revoked"
    SUSPENDED = "suspended"
    FAILED = "failed"
    READY = "ready"  # passed, waits for the second person
    MARKING = "marking"  # handed in, waits for a marker
    READY_TO_SIT = "ready_to_sit"  # courses done, on today's roster
    LEARNING = "learning"
    NEW = "new"
    UNENROLLED = "unenrolled"


@dataclass(frozen=True, slots=True)
class Agent:
    """A new hire or an old hand. `strength` is the share of points that their answers are right for, in percent."""

    login: str
    name: str
    unit: str
    way: Way
    strength: int = 85


AGENTS = (
    Agent("200825", "林晓雯", "c1a", Way.READY_TO_SIT, 90),
    Agent("200826", "周启航", "c1a", Way.READY_TO_SIT, 82),
    Agent("200827", "唐雨桐", "c1b", Way.READY_TO_SIT, 78),
    Agent("200417", "何思敏", "c1a", Way.EXPIRING, 92),
    Agent("200187", "马骏", "c1b", Way.EXPIRING, 88),
    Agent("200533", "宋佳音", "c2a", Way.EXPIRING, 86),
    Agent("200101", "邵文博", "c1a", Way.EXPIRED, 84),
    Agent("200102", "石磊", "c3a", Way.EXPIRED, 83),
    Agent("200611", "罗嘉欣", "c1b", Way.CERTIFIED, 91),
    Agent("200612", "蒋一鸣", "c1a", Way.CERTIFIED, 87),
    Agent("200613", "魏书瑶", "c1b", Way.CERTIFIED, 95),
    Agent("200614", "潘子轩", "c2a", Way.CERTIFIED, 84),
    Agent("200615", "董嘉禾", "c2a", Way.CERTIFIED, 89),
    Agent("200616", "田若溪", "c3a", Way.CERTIFIED, 86),
    Agent("200617", "傅天翊", "c3a", Way.CERTIFIED, 93),
    Agent("200618", "程念", "c1a", Way.REVOKED, 85),
    Agent("200619", "姚舒", "c2a", Way.SUSPENDED, 88),
    Agent("200701", "丁浩然", "c1b", Way.FAILED, 52),
    Agent("200702", "曹悦", "c2a", Way.FAILED, 58),
    Agent("200703", "袁野", "c3a", Way.FAILED, 45),
    Agent("200711", "薛凝", "c1a", Way.READY, 88),
    Agent("200712", "顾清和", "c3a", Way.READY, 90),
    Agent("200721", "孟繁星", "c1b", Way.MARKING, 84),
    Agent("200722", "白露", "c2a", Way.MARKING, 79),
    Agent("200723", "江南", "c3a", Way.MARKING, 86),
    Agent("200731", "苏木", "c1a", Way.LEARNING),
    Agent("200732", "贺知行", "c1b", Way.LEARNING),
    Agent("200733", "毛晓菲", "c2a", Way.LEARNING),
    Agent("200734", "龙腾", "c3a", Way.LEARNING),
    Agent("200735", "万里", "c3a", Way.NEW),
    Agent("200736", "章小鱼", "c1b", Way.NEW),
    Agent("200737", "雷鸣", "c2a", Way.UNENROLLED),
)
SHOWN = (*(each.key for each in STAFF), "200825", "200826", "200731")
