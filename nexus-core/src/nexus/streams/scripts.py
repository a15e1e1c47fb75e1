"""The Lua scripts: every step that must happen as a whole.

They start with ``#!lua``: such a script is refused whole under memory pressure (reliability 7), where one without would
run until its first write that needs memory. Those that only remove or re-time carry ``allow-oom``, so that a full store
can still be drained (reliability 11).

How often a scheduled delivery was taken stands beside its job, in the field ``MEMBER!``: it begins anew whenever the
delivery is scheduled or put off, and tells which one ends the workers that take it (reliability 14).
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from attrs import field, frozen

from nexus.streams.replies import Command

BY_SHA: "dict[str, Script]" = {}
"""All scripts by SHA-1, so that one that a server does not have (NOSCRIPT) can be sent in full."""


@frozen
class Script:
    """A Lua script; sent by its SHA-1."""

    source: str
    sha: str = field(init=False)

    def __attrs_post_init__(self) -> None:
        sha = hashlib.sha1(self.source.encode(), usedforsecurity=False).hexdigest()
        object.__setattr__(self, "sha", sha)
        BY_SHA[sha] = self

    def command(self, keys: Sequence[str], args: Sequence[str | bytes | int]) -> Command:
        """Return the command that runs the script."""
        return ("EVALSHA", self.sha, len(keys), *keys, *args)


ACCEPT_BODY: Final = """
local call, stream, now, ttl, touch = redis.call, KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local out, n, k, new, marks, m = {}, 0, 1, {}, {}, 0
local firsts = #KEYS > 1 and call('MGET', unpack(KEYS, 2)) -- calls are what costs: one for all
local function known(mark, first, mode, payload)
  local same, id = true, first
  local entry = call('XRANGE', stream, first, first)[1]
  if entry then
    local fields = entry[2]
    for f = 1, #fields, 2 do
      if fields[f] == 'm' then id = fields[f + 1] end
      if fields[f] == 'p' then same = fields[f + 1] == payload end
    end
  end
  if touch == '1' then call('EXPIRE', mark, ttl) end
  if mode == '2' and not same then return {id} end
  return id
end
local at = 4
while at <= #ARGV do
  local mode, source, headers = ARGV[at + 1], ARGV[at + 2], ARGV[at + 3]
  local from = at + 4
  at = from + 2 * ARGV[at]
  for i = from, at - 2, 2 do
    local mark, first
    n = n + 1
    if mode ~= '0' then
      mark = KEYS[k + 1]
      first = firsts[k] or new[mark]
      k = k + 1
    end
    if first then
      out[n] = known(mark, first, mode, ARGV[i + 1])
    else
      local entry
      if headers == '' then
        entry = call('XADD', stream, '*', 'm', ARGV[i], 's', source, 't', now, 'p', ARGV[i + 1])
      else
        entry = call('XADD', stream, '*', 'm', ARGV[i], 's', source, 't', now, 'p', ARGV[i + 1], 'h', headers)
      end
      if mark then
        new[mark] = entry
        marks[m + 1], marks[m + 2] = mark, entry
        m = m + 2
      end
      out[n] = 0
    end
  end
end
if m > 2 and ((redis.VALKEY_VERSION_NUM or 0) >= 0x90100 or redis.REDIS_VERSION_NUM >= 0x80400) then
  marks[m + 1], marks[m + 2] = 'EX', ttl
  call('MSETEX', m / 2, unpack(marks)) -- Valkey 9.1 and Redis 8.4 have it
else
  for i = 1, m, 2 do call('SET', marks[i], marks[i + 1], 'EX', ttl) end
end
"""

ACCEPT: Final = Script(
    """#!lua
-- Accept messages: look, XADD, then mark (reliability 5).
-- KEYS: stream, then a dedup key for each message that has one.
-- ARGV: now (ms), seconds a mark lives, 1 to touch the marks of duplicates; then runs of messages that have mode, source
-- and headers in common: number, mode, source, headers; id, payload of each message. Mode 0: no dedup; 1: dedup; 2: dedup,
-- and a resend must have the same payload.
-- Returns per message: 0 when taken, the first id for a duplicate, {first id} for a conflict."""
    + ACCEPT_BODY
    + "return out\n"
)

_SETTLE_REST: Final = """
for i = finished, finished + n_finished - 1 do
  redis.call('ZREM', queue, ARGV[i])
  redis.call('HDEL', jobs, ARGV[i], ARGV[i] .. '!')
end
local from = finished + n_finished
while from <= #ARGV do
  local to = math.min(from + 999, #ARGV)
  redis.call('XACK', stream, group, unpack(ARGV, from, to))
  from = to + 1
end
return 1
"""

SETTLE: Final = Script(
    """#!lua
-- Settle a read: schedule, record the dead, remove finished jobs, and acknowledge last (reliability 7).
-- KEYS: stream, retry queue, jobs, dead letters.
-- ARGV: group, number of retries, of dead letters, of finished jobs; then per retry: member, due, job; the dead letters;
-- the members of finished jobs; the entries to acknowledge.
local stream, queue, jobs, dead = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local group, n_retries, n_dead, n_finished = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local at = 5
for _ = 1, n_retries do
  redis.call('HSET', jobs, ARGV[at], ARGV[at + 2])
  redis.call('HDEL', jobs, ARGV[at] .. '!')
  redis.call('ZADD', queue, ARGV[at + 1], ARGV[at])
  at = at + 3
end
for i = at, at + n_dead - 1 do
  redis.call('XADD', dead, '*', 'd', ARGV[i])
end
local finished = at + n_dead
"""
    + _SETTLE_REST
)

FINISH: Final = Script(
    """#!lua flags=allow-oom
-- Settle a read of which nothing is scheduled and nothing died: it only removes, so it runs in a full store too.
-- KEYS: stream, retry queue, jobs. ARGV: group, number of finished jobs; their members; the entries to acknowledge.
local stream, queue, jobs = KEYS[1], KEYS[2], KEYS[3]
local group, n_finished, finished = ARGV[1], tonumber(ARGV[2]), 3
"""
    + _SETTLE_REST
)

CHECKPOINT: Final = Script("""#!lua
-- Keep how far runs have come, where this worker still has them; a run that another has taken over is left to that one.
-- KEYS: stream, jobs, ids of cancelled runs. ARGV: group, consumer; per run: entry, member, 1 if it came from the
-- schedule, message id, job. Returns per run 0: kept, 1: not this worker's any more, 2: kept, and cancelled.
local stream, jobs, marks, group, consumer = KEYS[1], KEYS[2], KEYS[3], ARGV[1], ARGV[2]
local out, marked = {}, redis.call('EXISTS', marks) == 1
for i = 3, #ARGV, 5 do
  local entry, member, mine = ARGV[i], ARGV[i + 1], nil
  if ARGV[i + 2] == '1' then
    mine = redis.call('HEXISTS', jobs, member) == 1
  else
    mine = #redis.call('XPENDING', stream, group, entry, entry, 1, consumer) > 0
  end
  if not mine then
    out[#out + 1] = 1
  else
    redis.call('HSET', jobs, member, ARGV[i + 4])
    out[#out + 1] = marked and redis.call('SISMEMBER', marks, ARGV[i + 3]) == 1 and 2 or 0
  end
end
return out
""")

REPLAY: Final = Script("""#!lua
-- Schedule deliveries that nothing in the store holds any more (dead letters): the job first, then its time.
-- KEYS: retry queue, jobs. ARGV: per delivery its member, due time (ms) and job.
for i = 1, #ARGV, 3 do
  redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 2])
  redis.call('HDEL', KEYS[2], ARGV[i] .. '!')
  redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i])
end
return 1
""")

TAKE: Final = Script("""#!lua flags=allow-oom
-- Lease due deliveries: they come due again when the lease ends, unless they are settled before. Counting them is the one
-- thing here that grows: a few bytes for each delivery in hand, without which draining a full store could not end poison.
-- KEYS: retry queue, jobs. ARGV: now (ms), end of the lease (ms), how many.
-- Returns member, job, how often it was taken, member, ...; the job is empty if it is gone, and then the member is removed.
local out = {}
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], '-inf', ARGV[1], 'BYSCORE', 'LIMIT', 0, ARGV[3])) do
  local job, times = redis.call('HGET', KEYS[2], member), 0
  if job then
    redis.call('ZADD', KEYS[1], 'XX', ARGV[2], member)
    times = redis.call('HINCRBY', KEYS[2], member .. '!', 1)
  else
    redis.call('ZREM', KEYS[1], member)
    redis.call('HDEL', KEYS[2], member .. '!')
  end
  out[#out + 1] = member
  out[#out + 1] = job or ''
  out[#out + 1] = times
end
return out
""")

POSTPONE: Final = Script("""#!lua flags=allow-oom
-- Put deliveries off: those that are still scheduled come due at the time given, and count as never taken.
-- KEYS: retry queue, jobs. ARGV: due (ms), members.
for i = 2, #ARGV do
  redis.call('ZADD', KEYS[1], 'XX', ARGV[1], ARGV[i])
  redis.call('HDEL', KEYS[2], ARGV[i] .. '!')
end
return 1
""")

EXTEND: Final = Script("""#!lua flags=allow-oom
-- Extend the leases of deliveries that are in somebody's hands: of what was scheduled anew meanwhile nothing is, and its
-- time must stay. KEYS: retry queue, jobs.
-- ARGV: end of the lease (ms), how often they count as taken or '' to leave that; the members.
for i = 3, #ARGV do
  local taken = redis.call('HGET', KEYS[2], ARGV[i] .. '!')
  if taken then
    redis.call('ZADD', KEYS[1], 'XX', ARGV[1], ARGV[i])
    if ARGV[2] ~= '' then redis.call('HINCRBY', KEYS[2], ARGV[i] .. '!', ARGV[2] - taken) end
  end
end
return 1
""")

FORGET: Final = Script("""#!lua flags=allow-oom
-- Remove a consumer only if nothing is pending for it (reliability 9). KEYS: stream. ARGV: group, consumer.
if #redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1, ARGV[2]) > 0 then return 0 end
redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2])
return 1
""")

CLAIM: Final = Script("""#!lua flags=allow-oom
-- Take over pending entries that are still idle. KEYS: stream. ARGV: group, consumer, idle (ms), entries.
-- Returns the entries with their fields, and the ids of those that are pending and whose data is gone (reliability 8:
-- XCLAIM would drop them without a word).
local stream, group, consumer, idle = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
local got, gone = {}, {}
for i = 4, #ARGV do
  local id = ARGV[i]
  if #redis.call('XRANGE', stream, id, id) > 0 then
    local claimed = redis.call('XCLAIM', stream, group, consumer, idle, id)[1]
    if claimed then got[#got + 1] = claimed end
  elseif #redis.call('XPENDING', stream, group, id, id, 1) > 0 then
    gone[#gone + 1] = id
  end
end
return {got, gone}
""")

ADOPT: Final = Script("""#!lua flags=allow-oom
-- Make pending entries this consumer's, whoever has them, without handing them out: their counts stay.
-- KEYS: stream. ARGV: group, consumer, entries. Returns those whose data is gone (see CLAIM).
local gone = {}
for i = 3, #ARGV do
  local id = ARGV[i]
  local row = redis.call('XPENDING', KEYS[1], ARGV[1], id, id, 1)[1]
  if row and #redis.call('XRANGE', KEYS[1], id, id) > 0 then
    redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, id, 'JUSTID')
  elseif row then
    gone[#gone + 1] = id
  end
end
return gone
""")

LEASE: Final = Script("""#!lua flags=allow-oom
-- Take a lease that nobody has, or renew one's own. It may be taken in a full store too: one short key, without which an
-- ordered pipeline could not drain. KEYS: lease. ARGV: holder, time to live (ms).
-- Returns 1 when it was taken, 2 when it was renewed, 0 while another holder has it.
local holder = redis.call('GET', KEYS[1])
if holder == ARGV[1] then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  return 2
end
if holder then return 0 end
redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
return 1
""")

RELEASE: Final = Script("""#!lua flags=allow-oom
-- Give a lease back, if it is still one's own. KEYS: lease. ARGV: holder.
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])
""")

ATTEND: Final = Script("""#!lua flags=allow-oom
-- Say that a receiver is there, and return all that are. By the store's clock: theirs may differ. It may be said in a full
-- store too: a short name each. KEYS: receivers. ARGV: name, for how long (ms).
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
return redis.call('ZRANGE', KEYS[1], 0, -1)
""")

POST: Final = Script("""#!lua flags=allow-oom
-- Put reports about sources on the board; in a full store too, for then people look: a few hundred bytes for each instance.
-- KEYS: board. ARGV: place, report, place, ...
for i = 1, #ARGV, 2 do redis.call('HSET', KEYS[1], ARGV[i], ARGV[i + 1]) end
return 1
""")

BURY: Final = Script("""#!lua
-- Record dead letters of messages that never were in the stream: a source could not read them. KEYS: dead letters.
-- ARGV: the letters.
for i = 1, #ARGV do redis.call('XADD', KEYS[1], '*', 'd', ARGV[i]) end
return #ARGV
""")

TOUCH: Final = Script("""#!lua flags=allow-oom
-- Restart the idle time of entries that are still pending for this consumer; what others have taken over stays theirs.
-- KEYS: stream. ARGV: group, consumer, delivery count to set or '', entries.
local stream, group, consumer, count = KEYS[1], ARGV[1], ARGV[2], ARGV[3]
for i = 4, #ARGV do
  local id = ARGV[i]
  local row = redis.call('XPENDING', stream, group, id, id, 1, consumer)[1]
  if row and #redis.call('XRANGE', stream, id, id) > 0 then
    redis.call('XCLAIM', stream, group, consumer, 0, id, 'RETRYCOUNT', count == '' and row[4] or count, 'JUSTID')
  end
end
return 1
""")

CONFIRM: Final = Script("""#!lua flags=allow-oom
-- Remove dead letters that the metadata database has. KEYS: hand-over stream. ARGV: group, entries.
for i = 2, #ARGV do
  redis.call('XDEL', KEYS[1], ARGV[i])
  redis.call('XACK', KEYS[1], ARGV[1], ARGV[i])
end
return 1
""")

TRIM: Final = Script("""#!lua flags=allow-oom
-- Trim to the oldest of the cut-off and of what any group still needs (reliability 8). One step with finding that out: a
-- group may be made or moved back at any time. KEYS: stream. ARGV: cut-off id, groups that must be there.
-- Returns the number removed, the floor (the oldest id that a group needs, or the cut-off), and the group that needs it.
local function before(a, b)
  local a_ms, a_seq = string.match(a, '^(%d+)-(%d+)$')
  local b_ms, b_seq = string.match(b, '^(%d+)-(%d+)$')
  if tonumber(a_ms) ~= tonumber(b_ms) then return tonumber(a_ms) < tonumber(b_ms) end
  return tonumber(a_seq) < tonumber(b_seq)
end
local stream, cutoff = KEYS[1], ARGV[1]
if redis.call('EXISTS', stream) == 0 then return {0, cutoff, ''} end
local floor, holder, there = nil, '', {}
local function need(id, name)
  if not floor or before(id, floor) then floor, holder = id, name end
end
for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
  local group = {}
  for i = 1, #flat, 2 do group[flat[i]] = flat[i + 1] end
  there[group.name] = true
  need(group['last-delivered-id'], group.name)
  if group.pending > 0 then need(redis.call('XPENDING', stream, group.name)[2], group.name) end
end
for i = 2, #ARGV do
  if not there[ARGV[i]] then need('0-0', ARGV[i]) end
end
if not floor then floor = cutoff end
local to = cutoff
if before(floor, cutoff) then to = floor end
return {redis.call('XTRIM', stream, 'MINID', '=', to), floor, holder}
""")
