-- A plan is healthy when the operator can act on it, whatever the outcome of its runs.
local health = { status = "Progressing", message = "Waiting for the operator" }
if obj.spec ~= nil and obj.spec.suspend then
  health.status = "Suspended"
  health.message = "spec.suspend is on"
  return health
end
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
    if condition.type == "Ready" then
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
return health
