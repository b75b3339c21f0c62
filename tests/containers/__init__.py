"""Files as examiners have them (Word, PDF, Excel, CSV), built here, each with the truth of what it says."""
