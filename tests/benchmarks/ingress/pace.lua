-- How wrk keeps a rate: `local pace = dofile(FILE)(RATE)`, then `delay = pace` in the script; RATE 0 sends as fast as answers come.
-- All connections of the one thread take the next free slot, however long their answers took, so that the rate is kept.
local ffi = require("ffi")
ffi.cdef([[
  typedef struct { long seconds; long nanoseconds; } nexus_time;
  int clock_gettime(int clock, nexus_time *time);
]])
local MONOTONIC, BEHIND_MS = 1, 1000
local time = ffi.new("nexus_time")

local function now_ms()
  ffi.C.clock_gettime(MONOTONIC, time)
  return tonumber(time.seconds) * 1000 + tonumber(time.nanoseconds) / 1e6
end

return function(rate)
  if rate == 0 then
    return function() return 0 end
  end
  local slot = 0
  return function()
    local now = now_ms()
    slot = math.max(slot + 1000 / rate, now - BEHIND_MS) -- what could not be kept for long is not caught up with
    return math.max(0, math.floor(slot - now))
  end
end
