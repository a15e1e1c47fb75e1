"""The bugs: those that the rules of the manual's page on reliability are against, each as a change of the source's text."""

from typing import Final

from attrs import frozen

CORE: Final = "nexus-core/src/nexus"
STREAMS: Final = "nexus-core/tests/streams"
WORKER: Final = "nexus-core/tests/worker"
CRASHES: Final = "tests/faults/test_crash_points.py"
MODEL: Final = "tests/faults/test_delivery_model.py"
CAMPAIGN: Final = "tests/faults/test_campaign.py"
FORWARDING: Final = "tests/faults/test_forwarding_crash_points.py"
AGENT: Final = "nexus-agent/src/nexus_agent"
WRITING: Final = "nexus-core/tests/api/management/test_agent_writing.py"
MQTT: Final = "plugins/nexus-mqtt/tests"


@frozen
class Mutation:
    """One bug.

    Attributes:
        rule: number of the failure on the page that tells of them, or empty.
        file: that is changed.
        old: text that stands there once; ``new`` takes its place.
        caught_by: tests that must fail, as arguments of pytest.
    """

    name: str
    rule: str
    file: str
    old: str
    new: str
    caught_by: tuple[str, ...]


def _chapter(name: str) -> tuple[str, ...]:
    return (CAMPAIGN, "-k", name, "--campaign=whole", "--campaign-seed=1", "--campaign-messages=2000")


_TAKEN: Final = "            given = await self._producer.accept(workflow_id, part, note)\n"
_NOTED: Final = (
    "            noted = keys.agent_batches(workflow_id)\n"
    '            await self._store.call(noted, "HSET", noted, whose, "\\n".join(one.id for one in part))\n'
)

MUTATIONS: Final = (
    Mutation(
        "messages are acknowledged before they are committed",
        "1",
        f"{CORE}/streams/producer.py",
        "        lane.queue.append((workflow_id, messages, done, note))\n",
        "        lane.queue.append((workflow_id, messages, lambda _: None, note))\n"
        "        done([Receipt(one.id) for one in messages])\n",
        (CRASHES, "-k", "accept"),
    ),
    Mutation(
        "an fsync that did not come is no reason to refuse",
        "1",
        f"{CORE}/streams/producer.py",
        "        if fsynced < 1:\n",
        "        if fsynced < 0:\n",
        (f"{STREAMS}/test_producer.py", "-k", "fsync"),
    ),
    Mutation(
        "too few replicas will do",
        "2",
        f"{CORE}/streams/producer.py",
        "        if copies < self.replicas:\n",
        "        if copies < 0:\n",
        (f"{STREAMS}/test_producer.py", "-k", "too_few_replicas"),
    ),
    Mutation(
        "appendfsync everysec counts as durable",
        "1",
        f"{CORE}/streams/durability.py",
        '    if fsync != "always" and not (waits and fsync == "everysec"):\n',
        '    if fsync not in ("always", "everysec"):\n',
        (f"{STREAMS}/test_durability.py", "-k", "each_setting"),
    ),
    Mutation(
        "WAITAOF is believed, whichever server answers",
        "1",
        f"{CORE}/streams/durability.py",
        '    return "valkey_version" not in info and major >= _WAITAOF_REDIS\n',
        "    return major > 0\n",
        ("tests/faults/test_power_cut.py", "-k", "waitaof_answers"),
    ),
    Mutation(
        "a write whose reply is lost is sent again by the connection",
        "3",
        f"{CORE}/streams/base.py",
        "            if isinstance(outcome, StoreError):\n                answered(outcome)\n                return\n"
        "            refused =",
        "            if isinstance(outcome, StoreError):\n                if hops:\n"
        "                    self._send(link, commands, answered, hops - 1)\n                else:\n"
        "                    answered(outcome)\n                return\n"
        "            refused =",
        (f"{STREAMS}/test_producer.py", "-k", "lost_reply or black_hole"),
    ),
    Mutation(
        "what came in a reply that was lost is not looked for",
        "4",
        f"{CORE}/streams/consumer.py",
        "            self._outcome_unknown = True  # until the reply is here\n",
        "",
        (MODEL,),
    ),
    Mutation(
        "what a claim took over whose reply was lost is not looked for",
        "4",
        f"{CORE}/streams/consumer.py",
        "            self._claim_unknown = True  # reliability 4: they may be ours, and nobody else looks for them\n",
        "",
        (f"{STREAMS}/test_consumer.py", "-k", "claim_whose_reply_was_lost"),
    ),
    Mutation(
        "the mark of a message is set before the message is there",
        "5",
        f"{CORE}/streams/scripts.py",
        "      local entry\n      if headers == '' then\n",
        "      local entry\n      if mark then call('SET', mark, '1-1', 'EX', ttl) end\n      if headers == '' then\n",
        (f"{STREAMS}/test_producer.py", "-k", "no_mark_behind"),
    ),
    Mutation(
        "a resend is taken again",
        "6",
        f"{CORE}/streams/scripts.py",
        "    if first then\n      out[n] = known(",
        "    if first and mode == '2' then\n      out[n] = known(",
        (CRASHES, "-k", "accept"),
    ),
    Mutation(
        "XACK before what failed is scheduled, in one script",
        "7",
        f"{CORE}/streams/scripts.py",
        "local at = 5\nfor _ = 1, n_retries do\n",
        "redis.call('XACK', stream, group, ARGV[#ARGV])\nlocal at = 5\nfor _ = 1, n_retries do\n",
        (f"{STREAMS}/test_consumer.py", "-k", "half_way"),
    ),
    Mutation(
        "XACK before what failed is scheduled, in two commands",
        "7",
        f"{CORE}/streams/consumer.py",
        "        await self._store.call(self._stream, *self._settle_command(settlement, settled))\n",
        '        await self._store.call(self._stream, "XACK", self._stream, self._group, *settled)\n'
        "        await self._store.call(self._stream, *self._settle_command(settlement, settled))\n",
        (CRASHES, "-k", "deliver"),
    ),
    Mutation(
        "the stream is trimmed by age alone",
        "8",
        f"{CORE}/streams/scripts.py",
        "if before(floor, cutoff) then to = floor end\n",
        "",
        (MODEL,),
    ),
    Mutation(
        "a worker that leaves is forgotten with what it holds",
        "9",
        f"{CORE}/streams/scripts.py",
        "if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end\n",
        "",
        (f"{STREAMS}/test_consumer.py", "-k", "forgotten"),
    ),
    Mutation(
        "a group that is gone is made again at the end of the stream",
        "10",
        f"{CORE}/worker/runner.py",
        'await self.stream.ensure("0")',
        'await self.stream.ensure("$")',
        _chapter("groups"),
    ),
    Mutation(
        "settling is allowed to run where the store is full",
        "11",
        f"{CORE}/streams/scripts.py",
        '    """#!lua\n-- Settle a read: schedule',
        '    """#!lua flags=allow-oom\n-- Settle a read: schedule',
        (f"{STREAMS}/test_consumer.py", "-k", "full_store_refuses"),
    ),
    Mutation(
        "what is due is removed from the schedule when it is taken",
        "14",
        f"{CORE}/streams/scripts.py",
        "    redis.call('ZADD', KEYS[1], 'XX', ARGV[2], member)\n    times =",
        "    redis.call('ZREM', KEYS[1], member)\n    times =",
        (CRASHES, "-k", "deliver"),
    ),
    Mutation(
        "the list of what others have left is followed for one page",
        "14",
        f"{CORE}/streams/consumer.py",
        "            messages += await self._claimed(others[: count - len(messages)], min_idle_ms)\n"
        '            after = f"({rows[-1][0].decode()}" if len(rows) == _PAGE else ""\n',
        "            messages += await self._claimed(others[: count - len(messages)], min_idle_ms)\n"
        '            after = ""\n',
        (f"{STREAMS}/test_consumer.py", "-k", "to_its_end"),
    ),
    Mutation(
        "a message that ends every worker is tried for ever",
        "14",
        f"{CORE}/worker/batches.py",
        "POISON_DELIVERIES = 6\n",
        "POISON_DELIVERIES = 600_000\n",
        (f"{WORKER}/test_processes.py", "-k", "poison_that_ends and not scheduled"),
    ),
    Mutation(
        "what the store counts while it is not heard makes poison",
        "14",
        f"{CORE}/worker/runner.py",
        "            self._miscounted = True  # as handed out counts also what this worker never heard of\n",
        "",
        (f"{WORKER}/test_worker.py", "-k", "makes_no_poison"),
    ),
    Mutation(
        "what the store takes from the schedule while it is not heard makes poison",
        "14",
        f"{CORE}/worker/retries.py",
        "            self._unheard_until[schedule] = now_ms() + UNHEARD_MS\n",
        "",
        (f"{WORKER}/test_worker.py", "-k", "too_late_what_is_due"),
    ),
    Mutation(
        "dead letters are forgotten by the store before the database has them",
        "7",
        f"{CORE}/worker/collector.py",
        "        try:\n            await self._call(lambda: self._store.add(",
        "        await self._handover.confirm(workflow_id, [entry for entry, _ in pairs])\n"
        "        try:\n            await self._call(lambda: self._store.add(",
        (CRASHES, "-k", "deliver"),
    ),
    Mutation(
        "what a destination that is away did not take is settled",
        "",
        f"{CORE}/engine/deliver.py",
        "        settlement = Settlement(done=prepared.filtered, dead=prepared.dead)\n",
        "        settlement = Settlement(done=[*prepared.filtered, *prepared.messages], dead=prepared.dead)\n",
        _chapter("PostgreSQL and killed"),
    ),
    Mutation(
        "a destination that is away spends attempts and makes dead letters",
        "17",
        f"{CORE}/engine/retry.py",
        "            return Verdict(hold=Hold(error.reason, error.after))\n",
        "            return Verdict(rejected=dict.fromkeys(range(size), error.reason))\n",
        _chapter("REST and 500"),
    ),
    Mutation(
        "one bad row takes its whole batch along",
        "16",
        f"{CORE}/engine/retry.py",
        "            return Verdict(rejected={i: why for i, why in error.reasons.items() if 0 <= i < size})\n",
        '            return Verdict(rejected=dict.fromkeys(range(size), "its batch"))\n',
        _chapter("poison and 3"),
    ),
    Mutation(
        "the ledger records messages and keeps none out",
        "15",
        "plugins/nexus-sql/src/nexus_sql/ledger.py",
        "        return [row for row in rows if row.id in fresh and first[row.id] is row]\n",
        "        return rows\n",
        ("plugins/nexus-postgresql/tests", "-k", "cut_anywhere"),
    ),
    Mutation(
        "a commit whose answer is lost counts as done",
        "15",
        "plugins/nexus-sql/src/nexus_sql/sink.py",
        "            if ledger is None or not ledger.holds(self._pool, rows):  # reliability 15: ask the ledger\n"
        "                raise\n",
        "            if ledger is None:\n                return\n",
        ("plugins/nexus-postgresql/tests", "-k", "commit_whose_answer"),
    ),
    Mutation(
        "a REST request has a new idempotency key at each attempt",
        "17",
        "plugins/nexus-rest/src/nexus_rest/request.py",
        "(self._key_name, key.encode())]",
        "(self._key_name, __import__('secrets').token_hex(16).encode())]",
        _chapter("REST and stores"),
    ),
    Mutation(
        "a store above its watermark takes more",
        "11",
        f"{CORE}/streams/durability.py",
        "    if memory >= limits.watermark:\n",
        "    if memory > 1:\n",
        (f"{STREAMS}/test_durability.py", "-k", "watermark"),
    ),
    Mutation(
        "a store whose disk is nearly full takes more",
        "12",
        f"{CORE}/streams/durability.py",
        "    if disk is not None and disk < limits.free_disk:\n",
        "    if disk is not None and disk < 0:\n",
        (f"{STREAMS}/test_durability.py", "-k", "too_little_room"),
    ),
    Mutation(
        "a torn tail of the log is dropped quietly",
        "13",
        f"{CORE}/streams/embedded.py",
        "            self.tail_was_torn = True\n",
        "            self.tail_was_torn = False\n",
        (f"{STREAMS}/test_embedded.py", "-k", "torn_tail"),
    ),
    Mutation(
        "an MQTT message is acknowledged before it is stored",
        "18",
        "plugins/nexus-mqtt/src/nexus_mqtt/source.py",
        "        storing = asyncio.ensure_future(emit(found))\n",
        "        link.acknowledge(batch)\n        storing = asyncio.ensure_future(emit(found))\n",
        (MQTT, "-k", "killed_while_emit_runs or emit_refused_comes_again"),
    ),
    Mutation(
        "a broker that forgets what it has queued is not told of",
        "19",
        "plugins/nexus-mqtt/src/nexus_mqtt/check.py",
        "    if granted is not None and granted < config.session_expiry:\n",
        "    if granted is not None and granted < 0:\n",
        (MQTT, "-k", "forgets_sessions_sooner"),
    ),
    Mutation(
        "a worker that ends gives up what is being written",
        "21",
        f"{CORE}/worker/runner.py",
        "            await asyncio.wait([self._task])\n        if self._retries:",
        "            self._task.cancel()\n        if self._retries:",
        (f"{WORKER}/test_worker.py", "-k", "stopping_under_load"),
    ),
    Mutation(
        "a worker that has lost the lease of an ordered pipeline writes on",
        "",
        f"{CORE}/worker/ordered.py",
        "        return self._lease.seconds_left > 0 and self._lease.term == self._term\n",
        "        return True\n",
        (f"{WORKER}/test_ordered.py", "-k", "lease_that_is_lost"),
    ),
    Mutation(
        "an agent acknowledges what is not on its disk",
        "20",
        f"{AGENT}/queue/queue.py",
        "        self._writer.do(lambda file: file.put(messages, now_ms()), partial(self._was_put, done))\n",
        "        self._writer.do(lambda file: file.put(messages, now_ms()), partial(self._was_put, lambda _: None))\n"
        "        done([Receipt(one.id) for one in messages])\n",
        (FORWARDING, "-k", "wherever_the_agent_ends"),
    ),
    Mutation(
        "an agent's queue is not synced at each commit",
        "20",
        f"{AGENT}/queue/file.py",
        '            run("PRAGMA synchronous = FULL")\n',
        '            run("PRAGMA synchronous = NORMAL")\n',
        ("tests/faults/test_power_cut.py", "-k", "survives_a_power_cut and queue"),
    ),
    Mutation(
        "an agent whose disk is full takes more",
        "20",
        f"{AGENT}/queue/queue.py",
        "        if full is not None:\n",
        "        if full is not None and not messages:\n",
        ("nexus-agent/tests/test_queue.py", "-k", "above_its_bound or room_stays_free"),
    ),
    Mutation(
        "a message leaves an agent's queue before the centre has it",
        "20",
        f"{AGENT}/forwarding/forwarder.py",
        "        started = time.monotonic()\n",
        "        started = time.monotonic()\n        await self._queue.settle(batch.entries, {})\n",
        (FORWARDING, "-k", "wherever_the_agent_ends"),
    ),
    Mutation(
        "what an agent settles takes out whatever stands at its place",
        "20",
        f"{AGENT}/queue/file.py",
        '"DELETE FROM messages WHERE seq = ? AND id = ?", places',
        '"DELETE FROM messages WHERE seq = ? OR id = ?", places',
        ("nexus-agent/tests/test_queue.py", "-k", "set_aside_takes_nothing_else"),
    ),
    Mutation(
        "what a person put back is not looked for while batches are read ahead",
        "20",
        f"{AGENT}/forwarding/forwarder.py",
        "                            route.forget_ahead()\n",
        "                            route.news.set()\n",
        ("nexus-agent/tests/test_forwarding.py", "-k", "put_back"),
    ),
    Mutation(
        "the centre does not note what it took of an agent",
        "20",
        f"{CORE}/streams/agent_batches.py",
        _TAKEN,
        "            given = await self._producer.accept(workflow_id, part)\n",
        (FORWARDING, "-k", "wherever_the_agent_ends"),
    ),
    Mutation(
        "what was noted of an agent's last batch stays when it goes on",
        "20",
        f"{CORE}/streams/agent_scripts.py",
        "  call('HDEL', noted, unpack(others))\n",
        "",
        ("nexus-core/tests/api/management/test_agent_messages.py", "-k", "heard_of_nothing_is_kept"),
    ),
    Mutation(
        "the centre notes what it takes of an agent before it has it",
        "20",
        f"{CORE}/streams/agent_batches.py",
        _TAKEN,
        _NOTED + _TAKEN,
        (FORWARDING, "-k", "wherever_the_centre_ends"),
    ),
    Mutation(
        "the centre notes what it took of an agent in a step of its own",
        "20",
        f"{CORE}/streams/agent_batches.py",
        _TAKEN,
        "            given = await self._producer.accept(workflow_id, part)\n" + _NOTED,
        (FORWARDING, "-k", "wherever_the_centre_ends and later"),
    ),
    Mutation(
        "a batch over which an agent's link is cut counts as written",
        "20",
        f"{CORE}/services/agent_links/line.py",
        "            raise away(self._connection, agent, error.reason) from None\n",
        "            return []\n",
        (WRITING, "-k", "cut_off_in_mid_batch"),
    ),
    Mutation(
        "a batch that an agent cannot be asked to write spends attempts",
        "20",
        f"{CORE}/services/agent_links/line.py",
        "            raise away(self._connection, agent, error.reason) from None\n",
        "            raise Retry(error.reason) from None\n",
        (WRITING, "-k", "cut_off_in_mid_batch"),
    ),
    Mutation(
        "an agent says that a batch is written before it is",
        "20",
        f"{CORE}/services/agent_links/answering.py",
        '        await self._connections.sinks.write(connection, msgspec.convert(given["target"], WriteTarget), batch)\n',
        '        writing = self._connections.sinks.write(connection, msgspec.convert(given["target"], WriteTarget), batch)\n'
        "        asyncio.ensure_future(writing).add_done_callback(lambda done: done.exception())\n",
        (WRITING, "-k", "tells_what_its_database_refuses"),
    ),
)
