"""The msgids of everything that this reader reports; `%(name)s` fields are filled from a problem's params."""

from foundation.errors import N_

# The file as a whole (raised as Invalid).
FILE_EMPTY = N_("文件是空的")
FILE_TOO_LARGE = N_("文件超过 %(limit)s MB，请分成几份再导入")
FILE_TOO_LONG = N_("文件超过 %(limit)s 行，请分成几份再导入")
FILE_TOO_MANY_SECTIONS = N_("文件里有 %(found)s 个大题标题，最多读 %(limit)s 个，请分成几份再导入")
FILE_BINARY = N_("这不是纯文本文件（%(kind)s），请另存为 UTF-8 编码的文本后再导入")
FILE_ENCODING = N_("认不出文件的编码，请另存为 UTF-8 后再导入")
FILE_NO_ITEMS = N_("没有找到题目：题目应有题号，如“1、”，选择题的选项应有“A、”这样的字母")
KEY_UNREADABLE = N_("没有从答案文件中读到答案")
KIND_UNKNOWN = N_("未知格式")

# The paper against itself.
HEADING_MISPRINT = N_("“%(found)s”读作“%(read)s”")
BLANKS_DIFFER = N_("%(section)s：标明 %(announced)s 空，找到 %(found)s 空")
ITEMS_DIFFER = N_("%(section)s：标明 %(announced)s 题，找到 %(found)s 题")
SECTION_EMPTY = N_("%(section)s：标明 %(announced)s 题，没有找到题目")
SECTION_EMPTY_POINTS = N_("%(section)s：标明 %(announced)s 题、共 %(points)s 分，没有找到题目")
SECTION_EMPTY_PLAIN = N_("%(section)s：没有找到题目")
SECTION_SUM = N_("%(section)s：%(items)s 题、每题 %(each)s 分，与标明的共 %(points)s 分不符")
SECTION_RULE_READ = N_("%(section)s：计分说明“%(rule)s”读作“%(name)s”，给分可能不完全相同，请在组卷时核对")
TOTAL_DIFFERS = N_("试卷标明总分 %(announced)s 分，找到的题目合计 %(found)s 分")
SECTIONS_TOTAL_DIFFERS = N_("试卷标明总分 %(announced)s 分，各大题标明的分数合计 %(found)s 分")
NUMBERS_MISSING = N_("题号不连续：缺第 %(numbers)s 题")
NUMBER_REPEATED = N_("题号 %(number)s 重复出现")
LINES_UNREAD = N_("这几行没有读成题目：“%(text)s”")
MATERIAL_LEFT = N_("大题标题下的文字没有归入题目，请核对：“%(text)s”")
MARKUP_REMOVED = N_("有 %(count)s 行带网页标记，标记已去掉，请核对")
CHARACTERS_LOST = N_("有 %(count)s 个无法识别的字符，原文件可能已损坏")

# The answers against the paper.
KEY_NO_ITEM = N_("答案里的第 %(number)s 题在试卷中没有找到")
KEY_NO_ITEM_IN_SECTION = N_("答案里“%(section)s”第 %(number)s 题在试卷中没有找到")
KEY_NO_SECTION = N_("答案里的“%(section)s”在试卷中没有找到")
KEY_COUNT = N_("答案“%(text)s”的个数（%(found)s）与题数（%(expected)s）不符，没有采用")
KEY_LINE_UNREAD = N_("答案中有一行没有读懂：“%(text)s”")

# One item.
NO_KEY = N_("没有答案")
NO_GUIDE = N_("由人工评分，请补充评分要点")
NEEDS_DRAWING = N_("要求作图，请确认作答方式")
NO_OPTIONS = N_("没有读到选项")
ONE_OPTION = N_("只读到一个选项")
OPTION_MISSING = N_("缺少选项 %(letters)s")
OPTION_REPEATED = N_("选项字母 %(found)s 出现两次，第二个读作 %(read)s")
OPTION_EMPTY = N_("选项 %(letters)s 没有内容")
OPTION_LETTERS_LOST = N_("选项没有字母，按行读作 A、B、C……，请核对")
OPTIONS_TWICE = N_("题干或选项里还有像选项的文字，请核对")
TEXT_AFTER_OPTIONS = N_("选项后面的文字没有读懂：“%(text)s”")
NO_STEM = N_("没有题干")
NO_BLANKS = N_("没有找到填空的位置")
BLANK_AT_END = N_("没有标出填空的位置，读作句末一空，请核对")
BLANKS_FROM_BRACKETS = N_("题目没有空，把括号里的文字读作答案“%(found)s”，请核对")
BLANKS_FROM_SPACES = N_("把连续的空格读作填空位置，请核对")
KEY_UNKNOWN_OPTION = N_("答案“%(found)s”指向不存在的选项，没有采用")
KEY_SEVERAL = N_("单选题的答案“%(found)s”不止一个，没有采用")
KEY_ONLY_ONE = N_("多选题只有一个答案“%(found)s”，请核对")
KEY_LETTERS_REPEATED = N_("答案“%(found)s”里有重复的字母，像是几题的答案，没有采用")
KEY_NOT_UNDERSTOOD = N_("没有读懂答案“%(found)s”，没有采用")
KEY_BLANK_COUNT = N_("答案“%(found)s”有 %(parts)s 个，题目有 %(blanks)s 空，没有采用")
KEY_FIRST_LINE = N_("答案不止一行，只采用“%(found)s”，其余读作解析，请核对")
KEY_VARIANTS = N_("答案“%(found)s”读作几种可接受的写法，请核对")
KEY_SPLIT_GUESSED = N_("答案“%(found)s”按顿号、逗号或空格分给各空，请核对")
KEYS_DIFFER = N_("两处答案不一致：采用“%(used)s”，没有采用“%(other)s”")
READ_AS = N_("读作%(type)s，请核对")
STORY_ADDED = N_("共用的材料放在了题干前面，请核对")
OPTIONS_SHARED = N_("选项取自大题开头共用的选项，请核对")
OPTIONS_BY_COLUMN = N_("选项分栏排列，按字母重新排过，请核对")
NOT_ITS_TYPE = N_("“%(found)s”没有对应的题型，读作%(type)s，请核对")
GUIDE_CUT = N_("答案可能不完整，请核对")
KEY_ALONE = N_("把单独的“%(found)s”读作答案，请核对")
KEY_IN_WORDS = N_("答案取自解析里的话“%(found)s”，请核对")
LEFTOVER = N_("题目里留有“%(found)s”，像是没有读懂的部分，请核对")
STEM_MIXED = N_("题干里像是混入了别的文字，请核对")
TYPE_GUESSED = N_("没有标明题型，读作%(type)s")
UNNUMBERED = N_("没有题号，按段落分出，请核对")

RULE_NAMES = {
    "partial_if_no_wrong": N_("漏选得部分分，错选不得分"),
    "net_floor0": N_("选错扣分，不低于 0"),
    "": N_("没有对应的计分规则"),
}
TYPE_NAMES = {
    "single_choice": N_("单选题"),
    "multiple_choice": N_("多选题"),
    "true_false": N_("判断题"),
    "fill_blank": N_("填空题"),
    "short_answer": N_("简答题"),
    "essay": N_("论述题"),
}
