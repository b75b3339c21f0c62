"""The file that configures Safe Exam Browser for one sitting: what is switched off, where it begins, how it ends.

An unencrypted file as its format says: gzip around the four letters of "plain data" and the gzipped property list.
What is left out here has the browser's own, careful default. Unsent answers must outlive a crash of the browser, hence
neither profile nor storage is wiped; downloads stay possible, because an emergency file (rule 28) is one.
"""

import gzip
import hashlib
import plistlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from certify.delivery.domain.safe_browser import NOT_HASHED

PLAIN_DATA = b"plnd"
MEDIA_TYPE = "application/seb"
ALLOW = 1
SAME_WINDOW = 1
ISOLATED_CLIPBOARD = 2
HEADERS_WHERE_POSSIBLE = 2  # macOS, iOS: the engine that sends the keys as headers
FULL_SCREEN = 1

_SWITCHED_OFF = (
    *("allowBrowsingBackForward", "allowDeveloperConsole", "allowDictation", "allowDictionaryLookup"),
    *("allowDisplayMirroring", "allowFind", "allowPreferencesWindow", "allowPrint", "allowScreenSharing", "allowSiri"),
    *("allowSpellCheck", "allowSwitchToApplications", "browserWindowAllowAddressBar", "downloadAndOpenSebConfig"),
    *("enablePrintScreen", "enableRightMouse", "examSessionReconfigureAllow", "newBrowserWindowAllowAddressBar"),
    *("openDownloads", "quitURLRestart", "removeBrowserProfile", "removeLocalStorage", "startURLAppendQueryParameter"),
    *("URLFilterEnableContentFilter",),
)
_SWITCHED_ON = (
    *("allowDownloads", "allowDownUploads", "allowQuit", "allowUploads", "allowWlan", "browserWindowAllowReload"),
    *("enablePrivateClipboard", "enableZoomPage", "enableZoomText", "hookKeys", "ignoreExitKeys"),
    *("newBrowserWindowByLinkBlockForeign", "quitURLConfirm", "sendBrowserExamKey", "showInputLanguage"),
    *("showReloadButton", "showTaskBar", "showTime", "URLFilterEnable"),
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """What differs between sittings: absolute addresses of start and end, password and salt."""

    start_url: str
    quit_url: str
    quit_password: str
    salt: bytes


def salt_of(token: str) -> bytes:
    """What the browser mixes into its Browser Exam Key; the same each time that the file is written."""
    return hashlib.sha256(f"exam key salt:{token}".encode()).digest()


def settings_of(sheet: Sheet) -> dict[str, Any]:
    """All settings of a sitting's file; the Config Key is made of exactly these."""
    here = {"active": True, "regex": False, "expression": f"{urlsplit(sheet.start_url).netloc}/*", "action": ALLOW}
    return {
        **dict.fromkeys(_SWITCHED_OFF, False),
        **dict.fromkeys(_SWITCHED_ON, True),
        NOT_HASHED: "Certify",
        "browserViewMode": FULL_SCREEN,
        "browserWindowWebView": HEADERS_WHERE_POSSIBLE,
        "clipboardPolicy": ISOLATED_CLIPBOARD,
        "examKeySalt": sheet.salt,
        "hashedQuitPassword": hashlib.sha256(sheet.quit_password.encode()).hexdigest(),
        "newBrowserWindowByLinkPolicy": SAME_WINDOW,
        "quitURL": sheet.quit_url,
        "sebConfigPurpose": 0,
        "startURL": sheet.start_url,
        "URLFilterRules": [here],
    }


def write(settings: dict[str, Any]) -> bytes:
    """The file. The same settings give the same bytes."""
    inner = gzip.compress(plistlib.dumps(settings), mtime=0)
    return gzip.compress(PLAIN_DATA + inner, mtime=0)
