"""What the formats of other systems share: XML and packages read under limits, HTML to light markdown and back,
collecting what was read, and saying what a format would lose. No format of its own stands here.
"""
