"""Field and column names, in Chinese and English (the plain ones in Korean and Spanish too), and their roles in an
item.

A name says what a field most likely is; whether its values fit is looked at by the format that asks.
"""

import re

STEM, OPTIONS, ANSWER, TYPE, POINTS = "stem", "options", "answer", "type", "points"
EXPLANATION, DIFFICULTY, KNOWLEDGE, NUMBER, SECTION = "explanation", "difficulty", "knowledge", "number", "section"
GUIDE, TAGS, IGNORED, MINE, WRONG = "guide", "tags", "ignored", "mine", "wrong"
AREA, POOL, LEVEL, CRITICAL, MATERIAL = "area", "pool", "level", "critical", "material"
OPTION = "option:"  # option:A is the column of the option A
ANSWER_OF = "answer:"  # answer:2 is the column of the second answer

ROLES = (
    STEM, OPTIONS, ANSWER, TYPE, POINTS, EXPLANATION, DIFFICULTY, KNOWLEDGE, NUMBER, SECTION, GUIDE, TAGS,
    IGNORED, MINE, WRONG, AREA, POOL, LEVEL, CRITICAL, MATERIAL
)  # fmt: skip

_NAMES: dict[str, str] = {
    MINE: "我的答案 考生答案 学生答案 学员答案 用户答案 作答 考生作答 你的答案 myanswer useranswer studentanswer"
    " yourresponse response userresponse useranswers selected chosen picked",
    STEM: "题干 题目 题目内容 试题 试题内容 问题 题干内容 试题题干 题目名称 试题名称 内容 题面 问题内容"
    " 题目描述 试题标题 题目标题"
    " 标题 考题 题文 stem question questioncontent questiontext questiontitle questionstem questionname content prompt"
    " problem body text title description query item_text questionbody q ques subject tigan timu"
    " 문항본문 문항 문제 지문 질문 문항내용 문제내용 enunciado pregunta textodelapregunta",
    OPTIONS: "选项 候选项 备选项 备选答案 可选项 选项内容 试题选项 答案选项 选项列表 选择项 options option"
    " choices choice items"
    " candidates optionlist alternatives answeroptions selections optioncontent opts select answerlist xuanxiang"
    " 선택지 보기 opciones alternativas",
    ANSWER: "答案 正确答案 参考答案 标准答案 试题答案 题目答案 正确选项 答案内容 标答 本题答案 answer"
    " answers correctanswer"
    " correctanswers correct key answerkey rightanswer standardanswer ans correctoption correctoptions correctkey"
    " rightkey rightanswers correctchoice referenceanswer solution answeridx answerindex correctindex trueanswer gold"
    " target daan 정답 답안 respuesta respuestas respuestacorrecta respuestascorrectas clave",
    TYPE: "题型 题目类型 试题类型 类型 题类 题型名称 试题题型 type questiontype qtype kind typename"
    " itemtype questionkind category_type"
    " tixing 문항유형 유형 문제유형 tipo tipodepregunta",
    POINTS: "分值 分数 得分值 题目分值 试题分值 分 满分 score points point fullscore marks mark"
    " defaultscore questionscore value"
    " grade maxscore fenzhi 배점 점수 puntos puntuación puntuacion puntaje",
    EXPLANATION: "解析 答案解析 试题解析 题目解析 解释 答题解析 说明 详解 分析 试题分析 点评 analysis"
    " explanation explain rationale"
    " parse feedback comment comments answeranalysis analyze resolve jiexi reason hint"
    " 해설 풀이 설명 explicación explicacion",
    DIFFICULTY: "难度 难易度 难易程度 难度系数 试题难度 题目难度 难度等级 difficulty difficult level"
    " hardness difficultylevel nandu 난이도 dificultad niveldedificultad",
    KNOWLEDGE: "知识点 考点 考查知识点 所属知识点 知识模块 考核点 knowledge knowledgepoint knowledgepoints"
    " topic topics keypoint"
    " examinepoint zhishidian",
    NUMBER: "题号 序号 编号 题目编号 试题编号 顺序号 序 number no index code questioncode questionno seq"
    " order serial qno idx sn"
    " questionnumber id questionid sort num xuhao 번호 순번 문항번호 número numero nº",
    SECTION: "章节 大题 所属章节 试题分类 分类 题库 模块 部分 chapter section part unit module chaptername"
    " sectionname",
    WRONG: "incorrectanswers wronganswers distractors incorrectoptions wrongoptions 错误答案 错误选项 干扰项",
    GUIDE: "评分标准 评分要点 评分细则 得分点 采分点 答题要点 rubric markingguide scoringcriteria"
    " 채점기준 채점요소 criteriosdepuntuación guíadecorrección",
    AREA: "所属模块 内容模块 内容领域 模块代码 模块名称 contentarea areacode area",
    POOL: "用途 题目用途 pool",
    MATERIAL: "材料 共用材料 题干材料 阅读材料 背景材料 共用题干 材料内容 案例材料 案例背景"
    " stimulus passage material materials",
    LEVEL: "认知层次 认知水平 认知层级 cognitivelevel bloom bloomlevel",
    CRITICAL: "关键题 是否关键题 critical iscritical",
    TAGS: "标签 关键字 关键词 tag tags label labels keyword keywords 태그 etiquetas",
    IGNORED: "得分 我的得分 考生得分 正确率 错误率 答题次数 是否正确 createtime updatetime createdat"
    " updatedat created updated timelimit timeinseconds 答题时间 时间限制 选项数 选项个数 选项数量",
}  # fmt: skip
_ROLE = {name: role for role, names in reversed(_NAMES.items()) for name in names.split()}
_OPTION_FIELD = re.compile(
    r"(?:(?:选项|候选项|选择项|待选项|答案选项|备选项|备选答案|option|opt|choice|answer|xuanxiang|xx"
    r"|선택지|보기|opci[oó]n)[_ \-:：]?)"
    r"(?P<a>[a-n]|1[0-4]|[1-9]|[一二三四五六七八])|(?P<b>[a-h])(?:选项|项|option|choice)?"
    r"|(?:错误答案|错误选项|干扰项|(?:wrong|incorrect)[_ ]?(?:answer|option)|distractor)[_ ]?(?P<wrong>[1-9])"
)
_ANSWER_OF = re.compile(r"(?:答案|填空答案|空|填空|第)([1-9])(?:空|个空)?(?:答案)?")
_NOISE = re.compile(r"[\s_\-*＊:：.。()（）\[\]【】“”\"'?？]+")
_REMARK = re.compile(r"[(（\[【][^()（）\[\]【】]{0,60}[)）\]】]")
_LIMITS = re.compile(r"\s[-–—]\s")  # Question - max 120 characters
_CHINESE = "一二三四五六七八"
LETTERS = "ABCDEFGHIJKLMN"


def role_of(name: str) -> str | None:
    """The role that a field's name names, `option:A` for an option's own field; None for a name that says nothing."""
    for printed in (name, _REMARK.sub("", name), _LIMITS.split(_REMARK.sub("", name))[0]):
        plain = _NOISE.sub("", printed).casefold()
        if plain in _ROLE:
            return _ROLE[plain]
        letter = option_letter(printed) or option_letter(plain)
        if letter:
            return OPTION + letter
        counted = _ANSWER_OF.fullmatch(plain)
        if counted:
            return ANSWER_OF + counted.group(1)
    return None


def is_role(text: str) -> bool:
    """True for the name of a role."""
    return (
        text in ROLES
        or (text[: len(ANSWER_OF)] == ANSWER_OF and text[len(ANSWER_OF) :] in "123456789")
        or (text.startswith(OPTION) and text[len(OPTION) :] in LETTERS and len(text) == len(OPTION) + 1)
    )


def option_letter(name: str) -> str | None:
    """The letter of 选项A, A选项, optionA, option_1, A; None for any other name."""
    found = _OPTION_FIELD.fullmatch(name.strip().casefold())
    if not found:
        return None
    if found["wrong"]:
        return LETTERS[int(found["wrong"])]  # A is left for the right one
    letter = found["a"] or found["b"]
    if letter in _CHINESE:
        return LETTERS[_CHINESE.index(letter)]
    return LETTERS[int(letter) - 1] if letter.isdigit() else letter.upper()
