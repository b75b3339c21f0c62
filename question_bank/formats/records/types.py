"""The type that a word names: 单选, 判断题, single, "Fill-in-the-Blank", 단답형, "Opción única". Codes name none."""

import re

from question_bank.formats.paper.headings import CHOICE, type_of_tag

_WORDS: tuple[tuple[str, str], ...] = (
    ("multiple_choice", r"多选|多项选择|不定项|多项|multi(?:ple)?[_ -]?(?:select|response|answers?|selection)?$"
     r"|^multi|check ?box|mrq|双选|복수 ?선택|다중 ?선택|respuesta m[uú]ltiple"),
    ("single_choice", r"单选|单项选择|单项|single|radio|one[_ -]?choice|scq"
     r"|단일 ?선택|(?:opci[oó]n|respuesta|selecci[oó]n) [uú]nica"),
    (CHOICE, r"选择|mcqs?|multiple[_ -]?choice|choices?|select|객관식|선택형|(?:opci[oó]n|selecci[oó]n) m[uú]ltiple"),
    ("true_false", r"判断|是非|对错|正误|judge|judgement|true[_ /-]*(?:or[_ -]*)?false|^tf$|t/f|bool|yes[_ /-]?no"
     r"|참 ?/ ?거짓|진위|^o ?/? ?x$|verdadero|falso"),
    ("fill_blank", r"填空|填充|fill|blank|completion|gap|cloze$|빈칸|rellenar|huecos|completar"),
    ("essay", r"论述|案例|情景|情境|材料|综合|作文|写作|实操|实务|分析|essay|discussion|case|composition"
     r"|서술|논술|desarrollo|ensayo"),
    ("short_answer", r"简答|简述|问答|名词|解释|今译|翻译|计算|列举|辨析|解答|主观|开放|short|brief|open"
    r"|subjective|text|qa|단답|주관식|respuesta (?:breve|corta)"),
)  # fmt: skip
_COMPILED = tuple((name, re.compile(words, re.I)) for name, words in _WORDS)
_MULTIPLE_CHOICE = re.compile(r"multiple[_ -]?choices?", re.I)


def type_of_words(text: str) -> str | None:
    """An item type, or CHOICE where single or multiple stays open; None where no word says."""
    text = text.strip()[:60]
    if _MULTIPLE_CHOICE.search(text):
        return CHOICE
    tagged = type_of_tag(text)
    if tagged:
        return tagged
    return next((name for name, words in _COMPILED if words.search(text)), None)
