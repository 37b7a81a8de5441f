-- One wrk script for every row of the benchmark: KIND and SESSIONS (a file of ids) choose the request.
local kind = os.getenv("KIND")
local agent = os.getenv("AGENT") or ""
local sessions = {}
for id in io.lines(os.getenv("SESSIONS")) do sessions[#sessions + 1] = id end

local json = { ["Content-Type"] = "application/json" }
local messages = {
   "at most $5 a day", "make it 6 dollars a day, and ask me above $2", "it should sound friendly",
   "no swaps please", "actually 40 cents per payment, not 30", "run it every day at 9am",
}
local count = 0

local function execute(command)
   return wrk.format("POST", "/api/v1/agent/execute", json,
      '{"agent":"' .. agent .. '","command":"' .. command .. '"}')
end

local function session() return sessions[count % #sessions + 1] end

local build = {
   static = function() return wrk.format("GET", "/livez") end,
   create = function() return wrk.format("POST", "/api/v1/sessions/create", json, "{}") end,
   message = function()
      local text = messages[math.floor(count / #sessions) % #messages + 1]
      local path = "/api/v1/sessions/" .. session() .. "/message"
      return wrk.format("POST", path, json, '{"message":"' .. text .. '"}')
   end,
   status = function() return wrk.format("GET", "/api/v1/sessions/" .. session() .. "/status") end,
   resume = function()
      return wrk.format("POST", "/api/v1/sessions/" .. session() .. "/resume", json, "{}")
   end,
   export = function()
      return wrk.format("GET", "/api/v1/prompts/" .. session() .. "/export/download?format=anthropic")
   end,
   run = function()
      return wrk.format("POST", "/api/v1/agents/" .. agent .. "/run", json,
         '{"message":"buy today\'s weather quote"}')
   end,
   balance = function() return execute("Check my wallet balance") end,
   pay = function()
      return execute("Pay 0.10 USDC to 0x70997970C51812dc3A010C7d01b50e0d17dc79C8")
   end,
}

function request()
   count = count + 1
   return build[kind]()
end

-- A refused command is answered with 200 too: it counts as an error here.
refused = 0
if kind == "balance" or kind == "pay" then
   function response(status, headers, body)
      if not body:find('"status":"completed"', 1, true) then
         refused = refused + 1
      end
   end
end

local thread
function setup(each) thread = each end

function done(summary, latency)
   local errors = summary.errors
   io.write(string.format("RESULT %d %d %.0f %.0f %d\n", summary.requests, summary.duration,
      latency:percentile(50), latency:percentile(99),
      errors.status + errors.connect + errors.read + errors.write + errors.timeout
         + (thread:get("refused") or 0)))
end
