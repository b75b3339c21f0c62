"""The msgids of what is reported about tables; `%(name)s` fields are filled from a problem's params."""

from foundation.errors import N_

ROW_HIDDEN = N_("这一行在表格里是隐藏的，请核对要不要导入")
SHEET_HIDDEN = N_("工作表“%(sheet)s”是隐藏的，没有读；要导入请先取消隐藏")
CELL_ERROR = N_("单元格 %(place)s 是错误值 %(found)s，没有采用")
FORMULA_EMPTY = N_("单元格 %(place)s 是公式，文件里没有存它的结果；请在 Excel 里打开保存后再导入")
DATE = N_("单元格 %(place)s 存的是日期或时间，按表格显示读作“%(found)s”；原来可能是“1-2”这样的文字，请核对")
ANSWERS_JOINED = N_("答案读自工作表“%(sheet)s”，按题号对上 %(count)s 题")
ANSWERS_UNMATCHED = N_("工作表“%(sheet)s”里的答案没有采用：题号重复，或与题目对不上")
