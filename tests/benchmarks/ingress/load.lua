-- wrk script: wrk … -s load.lua URL -- KEY SIZE KIND UNIQUE RATE FIRST_ID PACE_LUA
-- SIZE messages per request (0: one object by itself) of about 250 bytes; KIND array or ndjson; UNIQUE 1 gives each message
-- an id of its own, 0 sends the same body again; RATE requests a second are sent, 0: as fast as answers come.
local key, size, kind, unique, headers, fixed
local tail = ',"customer":{"email":"alice@example.com","name":"Alice Example"},"total":"129.90","currency":"EUR",'
  .. '"quantity":3,"active":true,"created_at":"2026-01-01T12:00:00Z","note":"' .. string.rep("x", 60) .. '"}'
local next_id

local function body()
  if size == 0 then
    next_id = next_id + 1
    return '{"id":' .. string.format("%d", next_id) .. tail
  end
  local parts, n = {}, 0
  for i = 1, size do
    next_id = next_id + 1
    parts[n + 1], parts[n + 2], parts[n + 3] = '{"id":', string.format("%d", next_id), tail
    n = n + 3
    if i < size then
      n = n + 1
      parts[n] = kind == "ndjson" and "\n" or ","
    end
  end
  local text = table.concat(parts)
  return kind == "ndjson" and text or "[" .. text .. "]"
end

function init(args)
  key, size, kind, unique = args[1], tonumber(args[2]), args[3], args[4] == "1"
  next_id = tonumber(args[6])
  delay = dofile(args[7])(tonumber(args[5]))
  headers = {
    ["Content-Type"] = kind == "ndjson" and "application/x-ndjson" or "application/json",
    ["X-API-Key"] = key,
  }
  fixed = wrk.format("POST", "/ingress", headers, body())
end

function request()
  if unique then
    return wrk.format("POST", "/ingress", headers, body())
  end
  return fixed
end
