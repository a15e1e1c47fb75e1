-- wrk script: wrk … -s reads.lua URL -- TOKEN RATE PACE_LUA PATH…
-- The connections ask for the paths in turn: RATE a second, 0: as fast as answers come.
local requests, at = {}, 0

function init(args)
  delay = dofile(args[3])(tonumber(args[2]))
  local headers = {["Authorization"] = "Bearer " .. args[1]}
  for i = 4, #args do
    requests[#requests + 1] = wrk.format("GET", args[i], headers)
  end
  at = math.random(#requests)
end

function request()
  at = at % #requests + 1
  return requests[at]
end
