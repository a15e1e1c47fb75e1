from nexus.streams import agent_scripts, past_scripts, scripts

DRAINING = {"FINISH", "TAKE", "POSTPONE", "EXTEND", "FORGET", "CLAIM", "ADOPT", "TOUCH", "CONFIRM", "TRIM"}
DRAINING |= {"LEASE", "RELEASE", "ATTEND", "POST", "END_WORKFLOW"}
SMALL = {"TAKE": "INCR", "EXTEND": "INCR", "LEASE": "'SET'"}  # a few bytes for each delivery or route in hand
SMALL |= {"ATTEND": "ZADD", "POST": "HSET"}  # or for each receiver and source
SMALL |= {"END_WORKFLOW": "'SET'"}  # or in the place of a whole stream
ALL = {
    name: value
    for module in (scripts, past_scripts, agent_scripts)
    for name, value in vars(module).items()
    if isinstance(value, scripts.Script)
}


def test_every_script_says_how_it_behaves_in_a_full_store():
    assert {"ACCEPT", "FORWARD", "SETTLE", "REPLAY", "REPLAY_PAST", *DRAINING} <= set(ALL)
    for script in ALL.values():
        assert script.source.startswith("#!lua")  # reliability 7: refused whole


def test_only_scripts_that_add_nothing_run_in_a_full_store():
    flagged = {name for name, script in ALL.items() if "allow-oom" in script.source.partition("\n")[0]}

    assert flagged == DRAINING
    for name in flagged:
        for growing in ("XADD", "HSET", "'SET'", "SADD", "INCR"):
            assert growing not in ALL[name].source or SMALL.get(name) == growing, name
        assert "ZADD" not in ALL[name].source or "'XX'" in ALL[name].source or SMALL.get(name) == "ZADD"


def test_acknowledging_comes_last():
    for name in ("SETTLE", "FINISH"):
        source = ALL[name].source
        writes = [source.rindex(word) for word in ("'ZADD'", "'HSET'", "'XADD'", "'ZREM'", "'HDEL'") if word in source]
        assert source.index("'XACK'") > max(writes)


def test_a_script_is_known_by_its_digest():
    assert scripts.BY_SHA[scripts.ACCEPT.sha] is scripts.ACCEPT
