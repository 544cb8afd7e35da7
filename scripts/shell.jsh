// scripts/shell starts with these lines. Examples:
//   artefacts.newest(List.of(Family.values()))
//   executions.find(1)
//   results.page(1, 0, Long.MAX_VALUE, 10)
//   reviews.ofLatestBuilds(1)
//   door(dev.assay.team.Teams.class).after(0, 10)
import dev.assay.artefact.*;
import dev.assay.execution.*;
import dev.assay.result.*;
import dev.assay.review.*;
import dev.assay.search.*;
var settings = new HashMap<String, Object>(dev.assay.database.DatabaseUrl.parse(System.getenv("DB_URL")).properties());
settings.put("assay.database.main", "background");
settings.put("assay.background.enabled", false);
settings.put("assay.delivery.enabled", false);
var context = io.micronaut.context.ApplicationContext.run(settings);
<T> T door(Class<T> type) { return context.getBean(type); }
var artefacts = door(Artefacts.class);
var executions = door(Executions.class);
var results = door(Results.class);
var reviews = door(Reviews.class);
var search = door(Search.class);
