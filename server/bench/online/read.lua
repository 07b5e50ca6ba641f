-- Asks for ROWS keys x 50 features. With RATE, each connection waits between its requests, so that all together ask about so often.
local rows = tonumber(os.getenv("ROWS") or "1")
local rate = tonumber(os.getenv("RATE") or "0")
local connections = tonumber(os.getenv("CONNECTIONS") or "16")
local features = {}
for i = 0, 49 do features[#features + 1] = '"numbers:f' .. i .. '"' end
local list = table.concat(features, ",")
local bodies = {}
math.randomseed(7)
for i = 1, 256 do
  local keys = {}
  for j = 1, rows do keys[j] = math.random(0, 9999) end
  bodies[i] = '{"features":[' .. list .. '],"entities":{"driver_id":[' .. table.concat(keys, ",") .. ']}}'
end
local requests = {}
local at = 0
function init(args)
  for i = 1, 256 do
    requests[i] = wrk.format("POST", "/get-online-features", {["Content-Type"] = "application/json", ["Host"] = "127.0.0.1"}, bodies[i])
  end
end
function request()
  at = at % 256 + 1
  return requests[at]
end
if rate > 0 then
  local mean = connections / rate * 1000
  function delay() return math.floor(mean * (0.5 + math.random()) + 0.5) end
end
