"""The msgids of what is reported about Word files."""

from foundation.errors import N_

NO_TEXT = N_("这个 Word 文件里没有文字")
REVISIONS = N_("文档里有 %(count)s 处修订，按接受全部修订后的样子读")
HIDDEN = N_("这里有隐藏或划掉的文字，没有采用：“%(text)s”")
KEY_FROM_FORMAT = N_("答案“%(found)s”是从%(kind)s推测的，请核对")
FORMATS_DIFFER = N_("选项有%(kind)s，但看不出哪个是答案，没有采用")
FORMULA = N_("这里有公式，按文字读出，请核对")
EMPHASIS_LOST = N_("题里的下划线或着重号没有保留，请核对")
COLOUR, HIGHLIGHT, BOLD, UNDERLINE = N_("颜色"), N_("底色"), N_("加粗"), N_("下划线")
FOOTNOTE = N_("这里有脚注或尾注，没有采用：“%(text)s”")
COMMENT = N_("这里有批注，没有采用：“%(text)s”")
UNDERLINED_ANSWER = N_("带下划线的字“%(found)s”读作填空的答案，请核对")
