# Imports fifty standard modules and uses a few.
import importlib
names = """abc argparse array ast asyncio base64 bisect bz2 calendar cmath codecs collections concurrent.futures configparser
contextlib copy csv ctypes dataclasses datetime decimal difflib email enum fractions functools gettext glob gzip hashlib heapq html http.client
inspect io itertools json logging lzma mailbox math mmap multiprocessing numbers operator os pathlib pickle platform pprint queue random re
sched secrets select shelve shlex shutil signal socket sqlite3 ssl statistics string struct subprocess tarfile tempfile textwrap threading time
tokenize traceback types typing unicodedata unittest urllib.parse uuid venv weakref xml.etree.ElementTree zipfile zlib""".split()
for name in names:
    importlib.import_module(name)
print(len(names), "modules")

import collections, decimal, hashlib, json, math, re, statistics
print(sum(i * i for i in range(100000)), math.factorial(50))
decimal.getcontext().prec = 60
print(decimal.Decimal(2).sqrt())
print(hashlib.sha256(b"jvisor" * 100000).hexdigest())
print(json.dumps({"b": [1, 2.5, None], "a": "\u00e9"}, sort_keys=True))
print(re.sub(r"(\w+) (\w+)", r"\2 \1", "hello world"))
print(statistics.mean(range(1000)), collections.Counter("mississippi").most_common(2))
