import pytest
from hdbcli import dbapi


@pytest.fixture
def items(run):
    run(
        "CREATE COLUMN TABLE items (id BIGINT PRIMARY KEY, name NVARCHAR(10) DEFAULT 'none', qty INTEGER CHECK (qty >= 0))"
    )


def numbered(count, start=0):
    return [(start + i, f"item {i}", i) for i in range(count)]


def code_of(run, statement, *parameters):
    with pytest.raises(dbapi.Error) as raised:
        run(statement, *parameters)
    return raised.value.errorcode


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("SELEC 1 FROM DUMMY", 257),
        ("SELECT 1 FROM nowhere", 259),
        ("SELECT nothing FROM items", 260),
        ("SELECT NO_SUCH_FUNCTION(1) FROM DUMMY", 328),
        ("SELECT 1 / 0 FROM DUMMY", 304),
        ("SELECT 1 FROM nowhere.items", 362),
        ("CREATE TABLE items (id INTEGER)", 288),
        ("CREATE TABLE odd (id WIDGET)", 264),
        ("INSERT INTO items (id, name) VALUES (1, 'far too long a name')", 274),
        ("INSERT INTO items (id) VALUES (NULL)", 287),
        ("INSERT INTO items (id, qty) VALUES (1, -1)", 677),
        ("SET SCHEMA nowhere", 362),
        ("CREATE SCHEMA SYSTEM", 386),
        ("DROP INDEX none", 261),
        ("CREATE TABLE IF NOT EXISTS t (id INTEGER)", 257),
    ],
)
def test_what_is_wrong_is_told_by_its_number(run, items, statement, code):
    assert code_of(run, statement) == code


def test_duplicates_and_foreign_keys_are_told_by_their_numbers(run, items):
    run("INSERT INTO items (id) VALUES (1)")
    assert code_of(run, "INSERT INTO items (id) VALUES (1)") == 301
    run("CREATE TABLE parts (item BIGINT REFERENCES items (id))")
    assert code_of(run, "INSERT INTO parts VALUES (2)") == 461
    assert run("INSERT INTO parts VALUES (1)") == 1


def test_a_failed_statement_leaves_the_transaction_open(connect, run, items, connection):
    run("INSERT INTO items (id) VALUES (1)")
    code_of(run, "INSERT INTO items (id) VALUES (1)")
    run("INSERT INTO items (id) VALUES (2)")
    connection.commit()
    connection.rollback()
    assert run("SELECT COUNT(*) FROM items") == [(2,)]


def test_what_is_not_committed_nobody_else_sees(connect, run, items, connection):
    other = connect().cursor()
    run("INSERT INTO items (id) VALUES (1)")
    other.execute("SELECT COUNT(*) FROM items")
    assert other.fetchone()[0] == 0
    connection.rollback()
    run("INSERT INTO items (id) VALUES (2)")
    connection.commit()
    other.execute("SELECT id FROM items")
    assert [tuple(row) for row in other.fetchall()] == [(2,)]


def test_a_repeatable_read_sees_what_it_saw_and_writes_over_nobody(connect, items):
    reader, writer = connect(isolationLevel=2), connect()
    reader.setautocommit(False)
    cursor, writing = reader.cursor(), writer.cursor()
    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    cursor.execute("SELECT COUNT(*) FROM items")
    assert cursor.fetchone()[0] == 0
    writing.execute("INSERT INTO items (id) VALUES (1)")
    cursor.execute("SELECT COUNT(*) FROM items")
    assert cursor.fetchone()[0] == 0
    with pytest.raises(dbapi.Error) as raised:
        cursor.execute("INSERT INTO items (id) VALUES (2)")
    assert raised.value.errorcode == 138


def test_a_lock_is_waited_for_only_so_long(connect, run, items):
    run("INSERT INTO items (id) VALUES (1)")
    other = connect().cursor()
    other.execute("SET TRANSACTION LOCK WAIT TIMEOUT 100")
    with pytest.raises(dbapi.Error) as raised:
        other.execute("INSERT INTO items (id) VALUES (2)")
    assert raised.value.errorcode == 131


def test_a_read_only_transaction_changes_nothing(run, items):
    run("SET TRANSACTION READ ONLY")
    assert code_of(run, "INSERT INTO items (id) VALUES (1)") == 7
    run("SET TRANSACTION READ WRITE")
    assert run("INSERT INTO items (id) VALUES (1)") == 1


def test_savepoints_take_back_what_came_after(run, items):
    run("INSERT INTO items (id) VALUES (1)")
    run("SAVEPOINT one")
    run("INSERT INTO items (id) VALUES (2)")
    run("ROLLBACK TO SAVEPOINT one")
    run("RELEASE SAVEPOINT one")
    assert run("SELECT id FROM items") == [(1,)]


def test_definitions_commit_what_is_open(run, items, connection):
    run("INSERT INTO items (id) VALUES (1)")
    run("CREATE TABLE others (id INTEGER)")
    connection.rollback()
    assert run("SELECT COUNT(*) FROM items") == [(1,)]


def test_an_upsert_by_primary_key_changes_only_the_columns_that_it_names(run, items):
    run("INSERT INTO items VALUES (1, 'old', 5)")
    assert run("UPSERT items (id, qty) VALUES (?, ?) WITH PRIMARY KEY", 1, 9) == 1
    assert run("REPLACE items (id, qty) VALUES (2, 3) WITH PRIMARY KEY") == 1
    assert run("SELECT id, name, qty FROM items ORDER BY id") == [(1, "old", 9), (2, "none", 3)]


def test_an_upsert_with_a_condition_updates_what_meets_it_or_inserts(run, items):
    run("UPSERT items (id, name) VALUES (1, 'a') WHERE id = 1")
    run("UPSERT items (id, name) VALUES (1, 'b') WHERE id = 1")
    assert run("SELECT id, name FROM items") == [(1, "b")]


def test_a_batch_is_stored_as_fast_as_it_is_told(connection, run, items):
    connection.cursor().executemany("INSERT INTO items VALUES (?, ?, ?)", numbered(5000))
    assert run("SELECT COUNT(*), SUM(qty), MIN(name), MAX(id) FROM items") == [(5000, 12497500, "item 0", 4999)]


def test_a_batch_larger_than_a_packet_arrives_whole(connection, run):
    run("CREATE TABLE texts (id INTEGER PRIMARY KEY, v NVARCHAR(5000))")
    connection.cursor().executemany("INSERT INTO texts VALUES (?, ?)", [(i, "ü" * 4000) for i in range(1000)])
    assert run("SELECT COUNT(*), MAX(LENGTH(v)) FROM texts") == [(1000, 4000)]


def test_errors_of_a_batch_are_told_by_row_and_the_others_are_stored(connection, run, items):
    rows = [(i, "far too long a name" if i in {3, 7} else "x", -1 if i == 5 else i) for i in range(10)]
    cursor = connection.cursor()
    with pytest.raises(dbapi.ExecuteManyError) as raised:
        cursor.executemany("INSERT INTO items VALUES (?, ?, ?)", rows, batcherrors=True)
    assert [(error.rownumber, error.errorcode) for error in raised.value.errors] == [(4, 274), (6, 677), (8, 274)]
    assert run("SELECT COUNT(*) FROM items") == [(7,)]


def test_rows_are_found_by_pairs_of_values(connection, run, items):
    connection.cursor().executemany("INSERT INTO items VALUES (?, ?, ?)", numbered(10))
    assert run("DELETE FROM items WHERE (id, qty) IN ((?, ?), (2, 2))", 1, 1) == 2
    assert run("UPDATE items SET qty = qty * 2, name = ? WHERE id BETWEEN ? AND 4", "new", 3) == 2
    assert run("SELECT name, qty FROM items WHERE id = 4") == [("new", 8)]


@pytest.mark.parametrize("chunk", [1, 7, 1000])
def test_a_result_comes_in_chunks_of_any_size(hana, connection, run, items, chunk):
    connection.cursor().executemany("INSERT INTO items VALUES (?, ?, ?)", numbered(50))
    hana.control.settings(chunk_rows=chunk)
    assert [row[0] for row in run("SELECT id FROM items ORDER BY id")] == list(range(50))


def test_pages_are_cut_by_top_limit_and_offset(connection, run, items):
    connection.cursor().executemany("INSERT INTO items VALUES (?, ?, ?)", numbered(10))
    assert run("SELECT TOP 2 id FROM items ORDER BY id DESC") == [(9,), (8,)]
    assert run("SELECT id FROM items ORDER BY id LIMIT ? OFFSET ?", 2, 3) == [(3,), (4,)]


def test_columns_are_named_as_their_text(connection, items):
    cursor = connection.cursor()
    cursor.execute('SELECT COUNT(*), max(qty), id AS "Id", current_user, name FROM items GROUP BY id, name')
    assert [column[0] for column in cursor.description] == ["COUNT(*)", "MAX(QTY)", "Id", "CURRENT_USER", "NAME"]


def test_names_in_quotes_keep_their_case_and_signs(run):
    run('CREATE TABLE "Mixed.case ü" ("a" INTEGER PRIMARY KEY, "A" INTEGER, "x ""y""" NVARCHAR(5))')
    run('INSERT INTO "Mixed.case ü" ("a", "A", "x ""y""") VALUES (1, 2, \'z\')')
    assert run('SELECT "A", "a", "x ""y""" FROM "Mixed.case ü" AS m WHERE m."A" = 2') == [(2, 1, "z")]
    assert code_of(run, 'SELECT a FROM "Mixed.case ü" WHERE "b" = 1') == 260


def test_joins_subqueries_and_common_tables_are_resolved(connection, run, items):
    connection.cursor().executemany("INSERT INTO items VALUES (?, ?, ?)", numbered(5))
    statement = (
        "WITH few AS (SELECT id, qty FROM items WHERE id < 3) SELECT i.name, f.qty FROM items i JOIN few f ON f.id = i.id "
        "WHERE i.qty = (SELECT MAX(qty) FROM few)"
    )
    assert run(statement) == [("item 2", 2)]
    assert run("SELECT id FROM items WHERE id = 1 UNION ALL SELECT qty FROM items WHERE id = 4") == [(1,), (4,)]


def test_a_view_shows_what_its_select_does(run, items):
    run("INSERT INTO items (id, qty) VALUES (1, 4)")
    run("CREATE VIEW few AS SELECT id, qty * 2 AS twice FROM items")
    assert run("SELECT twice FROM few") == [(8,)]
    run("DROP VIEW few")
    assert code_of(run, "SELECT 1 FROM few") == 259


def test_a_table_changes_and_keeps_its_rows(run, items):
    run("INSERT INTO items (id, qty) VALUES (1, 4)")
    run("ALTER TABLE items ADD (note NVARCHAR(20) DEFAULT 'x')")
    run("ALTER TABLE items DROP (qty)")
    run("ALTER TABLE items DROP PRIMARY KEY")
    run("INSERT INTO items (id) VALUES (1)")
    assert run("SELECT id, name, note FROM items ORDER BY note") == [(1, "none", None), (1, "none", "x")]


def test_the_catalogue_tells_tables_columns_keys_and_indexes(run, schema, items):
    run("CREATE UNIQUE INDEX by_name ON items (name)")
    run("CREATE TABLE parts (item BIGINT REFERENCES items (id), price DECIMAL(10, 2) NOT NULL)")
    assert run("SELECT table_name FROM SYS.TABLES WHERE schema_name = ? ORDER BY table_name", schema) == [
        ("ITEMS",),
        ("PARTS",),
    ]
    columns = "column_name, data_type_name, length, scale, is_nullable, default_value"
    statement = f"SELECT {columns} FROM SYS.TABLE_COLUMNS WHERE schema_name = ? ORDER BY table_name, position"
    assert run(statement, schema)[1:] == [
        ("NAME", "NVARCHAR", 10, None, "TRUE", "'none'"),
        ("QTY", "INTEGER", 10, None, "TRUE", None),
        ("ITEM", "BIGINT", 19, None, "TRUE", None),
        ("PRICE", "DECIMAL", 10, 2, "FALSE", None),
    ]
    keys = "SELECT column_name FROM SYS.CONSTRAINTS WHERE schema_name = ? AND is_primary_key = 'TRUE'"
    assert run(keys, schema) == [("ID",)]
    assert run("SELECT index_name FROM SYS.INDEXES WHERE schema_name = ? AND index_name = 'BY_NAME'", schema)
    assert run("SELECT referenced_table_name FROM SYS.REFERENTIAL_CONSTRAINTS WHERE schema_name = ?", schema) == [
        ("ITEMS",)
    ]
    assert run("SELECT schema_name FROM SYS.SCHEMAS WHERE schema_name = ?", schema) == [(schema,)]


def test_a_named_parameter_counts_once(connection, items):
    cursor = connection.cursor()
    cursor.execute("SELECT :a || :b || :a FROM DUMMY", {"a": "x", "b": "y"})
    assert cursor.fetchone()[0] == "xyx"


def test_session_variables_are_read_back(connect):
    cursor = connect(**{"SESSIONVARIABLE:COLOUR": "green"}).cursor()
    cursor.execute("SELECT SESSION_CONTEXT('COLOUR') FROM DUMMY")
    assert cursor.fetchone()[0] == "green"


def test_an_identity_column_numbers_its_rows(run):
    run("CREATE TABLE log (no BIGINT GENERATED BY DEFAULT AS IDENTITY, note NVARCHAR(5))")
    for note in "abc":
        run("INSERT INTO log (note) VALUES (?)", note)
    assert run("SELECT no, note FROM log ORDER BY no") == [(1, "a"), (2, "b"), (3, "c")]
