"""The first requests of a fresh process come at once: a hall of candidates after a restart. msgspec learns a shape at
its first use, without a lock; two threads that do so together crash the interpreter. So shapes are learnt at import.
"""

import subprocess
import sys

import pytest

AT_ONCE = """
import sys
from threading import Barrier, Thread
sys.setswitchinterval(1e-6)
{setting}
gate = Barrier(8)
def act():
    gate.wait()
    {act}
threads = [Thread(target=act) for _ in range(8)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
EVENT = '{"epoch":1,"sequence":1,"slot":1,"kind":"answer","value":"A","client_time":"x"}'
BATCH = f'{{"client_id":"page-0001","events":[{EVENT}]}}'
SLOT = (
    '{"position":1,"section":1,"number":1,"item_id":"0190a7c2-0000-7000-8000-000000000000","version_id":'
    '"0190a7c2-0000-7000-8000-000000000000","content_hash":"x","item_type":"essay","area_code":"M1","points":"1",'
    '"scoring_rule":"manual","critical":false}'
)
FIRST_USES = {
    "a save": (f"from certify.delivery.domain.wire import Batch, decode\nbody = b'{BATCH}'", "decode(body, Batch)"),
    "an answer half unreadable": (
        "from certify.delivery.domain.wire import Batch, decode\n"
        f"""body = b'{{"client_id":"page-0001","events":[1,{EVENT}]}}'""",
        "decode(body, Batch)",
    ),
    "presence": (
        'from certify.delivery.domain.signals import read_note\nbody = b\'{"client_id":"page-0001"}\'',
        "read_note(body)",
    ),
    "a form": (
        f"import json\nfrom certify.exams.domain.form import records_from_json\nbody = json.loads('[{SLOT}]')",
        "records_from_json(body)",
    ),
}


@pytest.mark.parametrize("name", FIRST_USES)
def test_first_uses_at_once_leave_the_process_alive(name: str) -> None:
    setting, act = FIRST_USES[name]
    program = AT_ONCE.format(setting=setting, act=act)
    for _ in range(4):
        done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
