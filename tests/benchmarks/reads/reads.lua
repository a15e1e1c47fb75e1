-- wrk script: wrk … -s reads.lua URL -- TOKEN DELAY_MS PATH…
-- Each connection asks for the paths in turn, and pauses between two requests.
local requests, pause, at = {}, 0, 0

function init(args)
  pause = tonumber(args[2])
  local headers = {["Authorization"] = "Bearer " .. args[1]}
  for i = 3, #args do
    requests[#requests + 1] = wrk.format("GET", args[i], headers)
  end
  at = math.random(#requests)
end

function request()
  at = at % #requests + 1
  return requests[at]
end

function delay()
  return pause
end
