-- A run that has ended is healthy if it succeeded, and degraded if it failed or was cancelled.
local health = { status = "Progressing", message = "Waiting for the operator" }
local status = obj.status
if status == nil then
  return health
end
if status.observedGeneration ~= nil and obj.metadata.generation ~= nil
    and status.observedGeneration < obj.metadata.generation then
  health.message = "Waiting for the operator to see the change"
  return health
end
if status.conditions ~= nil then
  for _, condition in ipairs(status.conditions) do
    if condition.type == "Succeeded" then
      health.message = condition.message or condition.reason or ""
      if condition.status == "True" then
        health.status = "Healthy"
      elseif condition.status == "False" then
        health.status = "Degraded"
      end
      return health
    end
  end
end
if status.phase ~= nil then
  health.message = status.phase
end
return health
