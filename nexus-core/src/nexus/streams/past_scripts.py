"""The Lua scripts about a workflow's past and its end; see `nexus.streams.scripts`."""

from typing import Final

from nexus.streams.scripts import Script

END_WORKFLOW: Final = Script("""#!lua flags=allow-oom
-- Remove all that a workflow has in the store, unless something of it waits; a text takes the stream's place for a while,
-- so that what is sent by whoever has not heard of it is refused, and not put where nobody reads.
-- KEYS: stream, jobs, retry queues. ARGV: 1 to remove what waits too, seconds that the text stays, groups that must have
-- read all. Returns what waits: group, number, ...; 'scheduled' stands for the deliveries in the retry queues.
local stream, waits = KEYS[1], {}
local function found(name, number)
  if number > 0 then
    waits[#waits + 1] = name
    waits[#waits + 1] = number
  end
end
if redis.call('TYPE', stream).ok == 'stream' then
  local there = {}
  for _, flat in ipairs(redis.call('XINFO', 'GROUPS', stream)) do
    local group = {}
    for i = 1, #flat, 2 do group[flat[i]] = flat[i + 1] end
    there[group.name] = true
    found(group.name, group.pending + #redis.call('XRANGE', stream, '(' .. group['last-delivered-id'], '+', 'COUNT', 1000))
  end
  for i = 3, #ARGV do
    if not there[ARGV[i]] then found(ARGV[i], redis.call('XLEN', stream)) end
  end
end
local scheduled = 0
for i = 3, #KEYS do scheduled = scheduled + redis.call('ZCARD', KEYS[i]) end
found('scheduled', scheduled)
if #waits > 0 and ARGV[1] ~= '1' then return waits end
redis.call('UNLINK', unpack(KEYS))
redis.call('SET', stream, 'deleted', 'EX', ARGV[2])
return waits
""")

REPLAY_PAST: Final = Script("""#!lua
-- Schedule deliveries of the past at a steady pace, behind those of other replays of this pipeline; what is scheduled stays
-- as it is. KEYS: retry queue, jobs, pace. ARGV: now (ms), pause between two (us); per delivery its member and job.
-- Returns how many were added, and when the last one is due (ms).
local at = math.max(ARGV[1] * 1000, tonumber(redis.call('GET', KEYS[3]) or '0'))
local added = 0
for i = 3, #ARGV, 2 do
  if redis.call('HSETNX', KEYS[2], ARGV[i], ARGV[i + 1]) == 1 then
    redis.call('ZADD', KEYS[1], string.format('%.0f', math.ceil(at / 1000)), ARGV[i])
    at = at + ARGV[2]
    added = added + 1
  end
end
if added > 0 then
  redis.call('SET', KEYS[3], string.format('%.0f', at), 'PX', string.format('%.0f', math.ceil(at / 1000) - ARGV[1] + 1000))
end
return {added, math.ceil(at / 1000)}
""")
