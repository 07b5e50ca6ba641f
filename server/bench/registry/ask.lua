-- One kind of request (CASE) to an MLflow server, over the ids that seed.py wrote into the file DATA.
local data = dofile(os.getenv("DATA"))
local case = os.getenv("CASE")
local headers = {["Content-Type"] = "application/json", ["Host"] = "127.0.0.1"}
local mlflow = "/api/2.0/mlflow/"
local asked = 0
-- Differs from call to call of wrk, so that keys and points are new in each.
local salt = tonumber(os.getenv("SALT") or 0)

local function post(path, body) return wrk.format("POST", mlflow .. path, headers, body) end
local function get(path) return wrk.format("GET", mlflow .. path, headers) end
local function turn(list) return list[asked % #list + 1] end

local function batch(points)
  local metrics = {}
  for i = 1, points do
    local step = salt * 10000000 + asked * points + i
    metrics[i] = string.format('{"key":"m%d","value":%d.5,"timestamp":1385000000000,"step":%d}', i % 10, i, step)
  end
  return table.concat(metrics, ",")
end

local function search(filter, order)
  return post("runs/search", '{"experiment_ids":["' .. data.searched .. '"],"filter":"' .. filter .. '","order_by":["' .. order .. '"],'
    .. '"max_results":100}')
end

local cases = {
  ["runs/create"] = function()
    return post("runs/create", '{"experiment_id":"' .. data.experiment .. '","run_name":"bench","start_time":1385000000000,'
      .. '"tags":[{"key":"mlflow.user","value":"bench"},{"key":"mlflow.source.name","value":"bench.py"}]}')
  end,
  ["runs/log-batch of 10"] = function()
    return post("runs/log-batch", '{"run_id":"' .. turn(data.targets) .. '","metrics":[' .. batch(10) .. ']}')
  end,
  ["runs/log-batch of 500"] = function()
    return post("runs/log-batch", '{"run_id":"' .. turn(data.targets) .. '","metrics":[' .. batch(500) .. ']}')
  end,
  ["runs/log-parameter"] = function()
    return post("runs/log-parameter", '{"run_id":"' .. turn(data.targets) .. '","key":"p' .. salt .. '_' .. asked .. '","value":"1"}')
  end,
  ["runs/get"] = function() return get("runs/get?run_id=" .. turn(data.runs)) end,
  ["runs/search"] = function() return search("metrics.m1 > 0.5", "metrics.m2 DESC") end,
  -- For registries of many runs: one run in a thousand, the newest, and those of one parameter
  ["runs/search, few"] = function() return search("metrics.m1 > 0.999", "metrics.m1 ASC") end,
  ["runs/search, newest"] = function() return search("metrics.m1 > 0.5", "attributes.start_time DESC") end,
  ["runs/search, param"] = function() return search("params.p1 = '" .. asked % 13 .. "' AND metrics.m1 > 0.5", "metrics.m2 DESC") end,
  ["GET alias"] = function() return get("registered-models/alias?name=" .. turn(data.models) .. "&alias=champion") end,
  ["get-latest-versions of 200"] = function() return get("registered-models/get-latest-versions?name=" .. data.long) end,
  ["registered-models/get"] = function() return get("registered-models/get?name=" .. turn(data.models)) end,
  ["model-versions/create"] = function()
    return post("model-versions/create", '{"name":"' .. turn(data.growing) .. '","source":"' .. data.source .. '","run_id":"' .. data.source_run .. '"}')
  end,
  ["transition-stage"] = function()
    -- Every model's two versions take Production in turn.
    local version = math.floor(asked / #data.models) % 2 + 1
    return post("model-versions/transition-stage", '{"name":"' .. turn(data.models) .. '","version":"' .. version
      .. '","stage":"Production","archive_existing_versions":true}')
  end,
  ["transition-stage of one model"] = function()
    return post("model-versions/transition-stage", '{"name":"' .. data.models[1] .. '","version":"' .. asked % 2 + 1
      .. '","stage":"Production","archive_existing_versions":true}')
  end,
}

function request()
  asked = asked + 1
  return cases[case]()
end
