"""The Lua script that takes what agents forward; see `nexus.streams.scripts`."""

from typing import Final

from nexus.streams.scripts import ACCEPT_BODY, Script

PLACES: Final = 8
"""Fields that what is taken of one agent's application is noted in: ``WHOSE``, then ``WHOSE``, a line end and 1 to 7."""

FORWARD: Final = Script(
    """#!lua
-- Accept messages that an agent forwards, and note which they were, without an end: both or neither, so that whatever ends
-- in between, the agent can send them again after any time (see agent_batches).
-- KEYS: as of ACCEPT, then what is noted. ARGV: as of ACCEPT, then the field, and 1 to keep what was noted before.
-- Returns as ACCEPT.
local keep, field, noted = table.remove(ARGV), table.remove(ARGV), table.remove(KEYS)"""
    + ACCEPT_BODY
    + """
local taken, fresh = {}, false
n, at = 0, 4
while at <= #ARGV do
  local from = at + 4
  at = from + 2 * ARGV[at]
  for i = from, at - 2, 2 do
    n = n + 1
    if out[n] == 0 then fresh = true end
    if type(out[n]) ~= 'table' then taken[#taken + 1] = ARGV[i] end
  end
end
if #taken == 0 then return out end
local ids = table.concat(taken, '\\n')
if keep == '1' or not fresh then
  local before = call('HGET', noted, field)
  if before then ids = before .. '\\n' .. ids end -- whoever calls leaves out those that are noted already
elseif not string.find(field, '\\n', 1, true) then -- the agent has gone on: it has heard of all that came before
  local others = {}
  for i = 1, """
    + str(PLACES - 1)
    + """ do others[i] = field .. '\\n' .. i end
  call('HDEL', noted, unpack(others))
end
call('HSET', noted, field, ids)
return out
"""
)
