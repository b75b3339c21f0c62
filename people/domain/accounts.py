"""The rules of accounts: 工号, names, telephones, passwords, how often one may try, who may not go."""

import re
from datetime import date

from foundation.errors import N_, Conflict, Invalid, NotFound, Problem
from people.domain.guessing import is_easy

LOGIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{2,31}")
PHONE = re.compile(r"\+?[0-9][0-9 -]{5,18}[0-9]")
FORMULA = ("=", "+", "-", "@")
CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029\ufffd]")
NAME_MAX = 80
PASSWORD_MIN, PASSWORD_MAX = 12, 200


class UnknownPerson(NotFound):
    """No such person within the actor's reach."""

    message = N_("没有找到这个人")


class LoginTaken(Conflict):
    """Another person has that 工号."""

    message = N_("工号 %(login)s 已经有人使用")


class PersonChanged(Conflict):
    """Somebody else changed the person since the page was opened."""

    message = N_("这个人的资料刚刚被别人改过，请刷新后再改")


class HasLeft(Conflict):
    """What only somebody who works here can have."""

    message = N_("这个人已离职，先办回岗")


class LastAdministrator(Conflict):
    """Somebody must be left who can let others in."""

    message = N_("这是最后一位能登录的管理员：先让另一位管理员设好密码，再做这一步")


class WrongSignIn(Invalid):
    """One message for a wrong 工号 and a wrong password."""

    message = N_("工号或密码不对")


def login_problem(login: str) -> Problem | None:
    """What is wrong with a 工号: 3 to 32 letters, digits, dots, dashes."""
    if LOGIN.fullmatch(login.strip()):
        return None
    return Problem(N_("工号是 3 到 32 位的字母、数字、点或横线"), field="login", found=login[:40], expected="200825")


def check_login(login: str) -> str:
    """The 工号 as stored. Raises Invalid."""
    problem = login_problem(login)
    if problem is not None:
        raise Invalid(problem)
    return login.strip()


def name_problem(name: str) -> Problem | None:
    """What is wrong with a name: missing, too long, or a formula in the eyes of a spreadsheet."""
    text = name.strip()
    if not 1 <= len(text) <= NAME_MAX:
        return Problem(N_("姓名要填，最多 80 个字"), field="name", found=name[:40])
    if text.startswith(FORMULA) or CONTROL.search(text):
        return Problem(N_("姓名不能以 = + - @ 开头，也不能有换行"), field="name", found=text[:40])
    return None


def phone_problem(phone: str | None) -> Problem | None:
    """What is wrong with a telephone number; none at all is right."""
    if not phone or not phone.strip() or PHONE.fullmatch(phone.strip()):
        return None
    message = N_("电话只含数字、空格和横线，可以 + 开头")
    return Problem(message, field="phone", found=phone[:40], expected="13800000825")


def check_name_and_phone(name: str, phone: str | None) -> None:
    """Raises Invalid with all that is wrong."""
    problems = [problem for problem in (name_problem(name), phone_problem(phone)) if problem]
    if problems:
        raise Invalid(*problems)


def check_last_day(last_day: date, hired_on: date | None, today: date) -> None:
    """Leaving is told when it has come, and after the first day; all days of the organisation. Raises Invalid."""
    if last_day > today:
        raise Invalid(Problem(N_("最后一天不能晚于今天，到那天再办"), field="last_day", found=last_day.isoformat()))
    if hired_on is not None and last_day < hired_on:
        message = N_("最后一天早于入职日期")
        raise Invalid(Problem(message, field="last_day", found=last_day.isoformat(), expected=hired_on.isoformat()))


def check_password(password: str, login: str) -> None:
    """Long enough, not the login, not among the commonest. Raises Invalid."""
    if not PASSWORD_MIN <= len(password) <= PASSWORD_MAX:
        raise Invalid(Problem(N_("密码至少 %(n)s 个字符"), {"n": PASSWORD_MIN}, field="password"))
    if login.casefold() in password.casefold() or is_easy(password):
        raise Invalid(Problem(N_("这个密码太容易猜到：不要含工号、不要用常见的数字串"), field="password"))
