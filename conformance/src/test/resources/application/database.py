# sqlite3 in /tmp: a transaction log, indexes, two connections, locks.
import os, sqlite3

path = "/tmp/test.db"
db = sqlite3.connect(path)
db.execute("create table t (id integer primary key, name text, value real)")
with db:
    db.executemany("insert into t (name, value) values (?, ?)", ((f"name {i % 17}", i * 0.5) for i in range(5000)))
db.execute("create index i on t (name)")
print(db.execute("select count(*), sum(value), min(name), max(name) from t").fetchone())
print(db.execute("select name, count(*) from t group by name order by 2 desc, 1 limit 3").fetchall())
print(db.execute("pragma integrity_check").fetchone())
other = sqlite3.connect(path, timeout=0.05)
db.isolation_level = None
db.execute("begin exclusive")
try:
    other.execute("select count(*) from t").fetchone()
except sqlite3.OperationalError as e:
    print("other connection:", e)
db.execute("delete from t where id % 2 = 0")
db.execute("rollback")
print(other.execute("select count(*) from t").fetchone())
print(db.execute("pragma journal_mode = wal").fetchone())
db.execute("update t set value = value + 1")
print(other.execute("select sum(value) from t").fetchone())
db.close()
other.close()
print(sorted(os.listdir("/tmp")))
