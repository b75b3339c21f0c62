"""Pages of courses: the learner's (`learner`), and taking the lessons in (`content`: GET, POST /courses/content)."""

from courses.domain.words import AUDIT_WORDS
from courses.routes import content, learner
from courses.routes.blueprint import bp
from foundation.i18n import N_
from foundation.web.nav import NavItem
from people.domain import Permission

__all__ = ["AUDIT_WORDS", "NAV", "bp", "content", "learner"]

NAV = (
    NavItem("learner", N_("课程"), "courses.index", "book", 20, (Permission.LEARN,)),
    NavItem("desk", N_("课程内容"), "courses.show_content", "book", 13, (Permission.WRITE_ITEMS,), N_("题库")),
)
