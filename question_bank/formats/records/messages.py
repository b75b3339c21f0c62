"""The msgids of what is reported about records; `%(name)s` fields are filled from a problem's params."""

from foundation.errors import N_

FIELD_UNKNOWN = N_("字段“%(field)s”不知道是什么，没有导入（%(count)s 处，如“%(example)s”）")
NO_RECORDS = N_("没有找到题目：每题应有题干（如“题干”“question”），以及选项、答案等")
TYPE_UNKNOWN = N_("题型“%(found)s”没有读懂，按内容判断")
INDEX_READ = N_("答案是序号，按从 %(base)s 数起读成选项字母，请核对")
INDEX_UNCLEAR = N_("答案“%(found)s”像是选项的序号，但看不出从 0 还是从 1 数起，没有采用")
INDEX_OR_TEXT = N_("答案“%(found)s”既像选项的序号又是一个选项的文字，没有采用")
TRUTH_READ = N_("判断题的答案 1 读作正确、0 读作错误，请核对")
MARKUP_CLEANED = N_("去掉了 HTML 标记，请核对")
PICTURE = N_("这里有图（%(name)s），图没有随题导入，请补上")
MANY_ANSWERS = N_("答案有 %(found)s 个，像是一题里有几个小题，没有采用")
MATERIAL_ADDED = N_("几道小题共用的材料放在了每题题干前面，请核对")
SPLIT = N_("一条记录里有 %(found)s 个小题，分成了 %(found)s 题，请核对")
RECORD_EMPTY = N_("第 %(place)s 条没有题干，没有导入：“%(text)s”")
TOO_MANY = N_("题目超过 %(limit)s 道，请分成几份再导入")
KEY_FILE_UNMATCHED = N_("答案文件里有 %(count)s 条没有对应的题目")
VALUE_UNREAD = N_("“%(field)s”的内容没有读懂：“%(found)s”")
SHEET_LEFT = N_("工作表“%(sheet)s”里没有读到题目")
TEXT_BESIDE_TABLE = N_("题目读自表格，表格外的文字没有采用：“%(text)s”")
