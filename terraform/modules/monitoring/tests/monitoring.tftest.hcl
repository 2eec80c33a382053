mock_provider "google" {}

variables {
  project_id = "flights-test"
  directory  = "./tests/fixtures"
  notification_channels = {
    page   = { type = "pagerduty", severities = ["CRITICAL"] }
    ticket = { type = "email", labels = { email_address = "team@example.com" } }
  }
  secrets = { page = { service_key = "not-a-key" } }
  labels  = { app = "flightdeck" }
}

run "maps_every_field_of_a_policy" {
  command = plan

  assert {
    condition     = toset(keys(google_monitoring_alert_policy.this)) == toset(["backlog", "errors"])
    error_message = "one policy per file, named by it"
  }

  assert {
    condition = (
      google_monitoring_alert_policy.this["errors"].display_name == "errors" &&
      google_monitoring_alert_policy.this["errors"].severity == "CRITICAL" &&
      google_monitoring_alert_policy.this["errors"].combiner == "OR" &&
      google_monitoring_alert_policy.this["errors"].enabled == true &&
      google_monitoring_alert_policy.this["errors"].project == "flights-test" &&
      google_monitoring_alert_policy.this["errors"].user_labels == tomap({ app = "flightdeck", slo = "ingest-completeness" })
    )
    error_message = "display name, severity, combiner, enabled and labels are those of the file"
  }

  assert {
    condition     = [for condition in google_monitoring_alert_policy.this["errors"].conditions : condition.condition_prometheus_query_language[0].query] == [for condition in yamldecode(file("tests/fixtures/alert-policies/errors.yaml")).conditions : condition.conditionPrometheusQueryLanguage.query]
    error_message = "the queries are the file's, character for character"
  }

  assert {
    condition = (
      google_monitoring_alert_policy.this["errors"].conditions[0].display_name == "2 % of the budget in 1 h" &&
      google_monitoring_alert_policy.this["errors"].conditions[0].condition_prometheus_query_language[0].duration == "60s" &&
      google_monitoring_alert_policy.this["errors"].conditions[0].condition_prometheus_query_language[0].evaluation_interval == "30s" &&
      google_monitoring_alert_policy.this["errors"].conditions[0].condition_prometheus_query_language[0].labels == tomap({ window = "1h" }) &&
      google_monitoring_alert_policy.this["errors"].conditions[0].condition_prometheus_query_language[0].rule_group == "burn" &&
      google_monitoring_alert_policy.this["errors"].conditions[0].condition_prometheus_query_language[0].alert_rule == "Errors" &&
      google_monitoring_alert_policy.this["errors"].conditions[0].condition_prometheus_query_language[0].disable_metric_validation == true &&
      google_monitoring_alert_policy.this["errors"].conditions[1].condition_prometheus_query_language[0].duration == null
    )
    error_message = "every setting of a condition is the file's; a long look-back keeps no duration"
  }

  assert {
    condition = (
      google_monitoring_alert_policy.this["errors"].alert_strategy[0].auto_close == "1800s" &&
      google_monitoring_alert_policy.this["errors"].alert_strategy[0].notification_prompts == tolist(["OPENED", "CLOSED"]) &&
      google_monitoring_alert_policy.this["errors"].documentation[0].content == "Runbook: [runbooks/errors.md](runbooks/errors.md)" &&
      google_monitoring_alert_policy.this["errors"].documentation[0].mime_type == "text/markdown" &&
      google_monitoring_alert_policy.this["errors"].documentation[0].subject == "Events fail" &&
      google_monitoring_alert_policy.this["errors"].documentation[0].links[0].display_name == "Runbook" &&
      google_monitoring_alert_policy.this["errors"].documentation[0].links[0].url == "https://example.com/runbooks/errors.md"
    )
    error_message = "strategy and documentation are the file's"
  }
}

run "tells_each_channel_its_severities" {
  command = apply

  assert {
    condition     = google_monitoring_alert_policy.this["errors"].notification_channels == tolist([google_monitoring_notification_channel.this["page"].name, google_monitoring_notification_channel.this["ticket"].name])
    error_message = "a critical policy tells both channels"
  }

  assert {
    condition     = google_monitoring_alert_policy.this["backlog"].notification_channels == tolist([google_monitoring_notification_channel.this["ticket"].name])
    error_message = "a warning wakes nobody up"
  }

  assert {
    condition = (
      google_monitoring_notification_channel.this["ticket"].type == "email" &&
      google_monitoring_notification_channel.this["ticket"].display_name == "ticket" &&
      google_monitoring_notification_channel.this["ticket"].labels == tomap({ email_address = "team@example.com" }) &&
      google_monitoring_notification_channel.this["ticket"].user_labels == tomap({ app = "flightdeck" }) &&
      google_monitoring_notification_channel.this["page"].sensitive_labels[0].service_key == "not-a-key" &&
      length(google_monitoring_notification_channel.this["ticket"].sensitive_labels) == 0
    )
    error_message = "type, labels and secret are passed on, and only to the channel that has one"
  }

  assert {
    condition     = toset(keys(output.alert_policies)) == toset(["backlog", "errors"]) && toset(keys(output.slos)) == toset(["bad-ratio", "completeness", "freshness"]) && toset(keys(output.dashboards)) == toset(["one", "two"]) && toset(keys(output.notification_channels)) == toset(["page", "ticket"])
    error_message = "outputs are keyed by file name"
  }
}

run "ships_dashboards_as_they_are" {
  command = plan

  assert {
    condition     = alltrue([for name in ["one", "two"] : google_monitoring_dashboard.this[name].dashboard_json == file("tests/fixtures/dashboards/${name}.json")])
    error_message = "a dashboard is the file, character for character"
  }
}

run "makes_native_slos" {
  command = plan

  assert {
    condition     = toset(keys(google_monitoring_custom_service.this)) == toset(["canary", "ingest"]) && alltrue([for name, service in google_monitoring_custom_service.this : service.service_id == name && service.display_name == name])
    error_message = "one service for each that the SLOs name"
  }

  assert {
    condition = (
      google_monitoring_slo.this["completeness"].service == "ingest" &&
      google_monitoring_slo.this["completeness"].slo_id == "completeness" &&
      google_monitoring_slo.this["completeness"].display_name == "Completeness" &&
      google_monitoring_slo.this["completeness"].goal == 0.999 &&
      google_monitoring_slo.this["completeness"].rolling_period_days == 30 &&
      google_monitoring_slo.this["freshness"].rolling_period_days == 7
    )
    error_message = "goal, period and names are the file's"
  }

  assert {
    condition = (
      google_monitoring_slo.this["completeness"].request_based_sli[0].good_total_ratio[0].good_service_filter == jsondecode(file("tests/fixtures/slos/native/completeness.json")).serviceLevelIndicator.requestBased.goodTotalRatio.goodServiceFilter &&
      google_monitoring_slo.this["completeness"].request_based_sli[0].good_total_ratio[0].total_service_filter == jsondecode(file("tests/fixtures/slos/native/completeness.json")).serviceLevelIndicator.requestBased.goodTotalRatio.totalServiceFilter &&
      google_monitoring_slo.this["completeness"].request_based_sli[0].good_total_ratio[0].bad_service_filter == null &&
      google_monitoring_slo.this["bad-ratio"].request_based_sli[0].good_total_ratio[0].bad_service_filter == jsondecode(file("tests/fixtures/slos/native/bad-ratio.json")).serviceLevelIndicator.requestBased.goodTotalRatio.badServiceFilter &&
      google_monitoring_slo.this["freshness"].request_based_sli[0].distribution_cut[0].distribution_filter == jsondecode(file("tests/fixtures/slos/native/freshness.json")).serviceLevelIndicator.requestBased.distributionCut.distributionFilter &&
      google_monitoring_slo.this["freshness"].request_based_sli[0].distribution_cut[0].range[0].max == 10
    )
    error_message = "the filters are the file's"
  }
}

run "rewrites_for_the_archived_exporter" {
  command = plan

  variables {
    metrics_exporter = "cloud-monitoring"
  }

  assert {
    condition     = google_monitoring_alert_policy.this["errors"].conditions[0].condition_prometheus_query_language[0].query == "sum by (system) (rate(workload_googleapis_com:ingest_events_total{outcome=\"failed\"}[1h])) / sum by (system) (rate(workload_googleapis_com:ingest_events_total[1h])) > 0.0144\nand on (system) sum by (system) (increase(pubsub_googleapis_com:subscription_ack_message_count{monitored_resource=\"pubsub_subscription\"}[5m])) > 10"
    error_message = "our metrics get the prefix, Google's and everything else stay"
  }

  assert {
    condition     = strcontains(google_monitoring_dashboard.this["one"].dashboard_json, "\"sum(rate(workload_googleapis_com:canary_probes_total[$${__interval}]))\"")
    error_message = "dashboards too"
  }

  assert {
    condition = (
      google_monitoring_slo.this["completeness"].request_based_sli[0].good_total_ratio[0].total_service_filter == "metric.type = \"workload.googleapis.com/ingest_events_total\" AND resource.type = \"generic_task\"" &&
      google_monitoring_slo.this["freshness"].request_based_sli[0].distribution_cut[0].distribution_filter == "metric.type = \"workload.googleapis.com/ingest_lag_seconds\" AND resource.type = \"generic_task\""
    )
    error_message = "native SLOs read where the archived exporter stores"
  }
}

run "creates_only_the_named_dashboards" {
  command = plan

  variables {
    dashboards = ["two"]
  }

  assert {
    condition     = keys(google_monitoring_dashboard.this) == ["two"]
    error_message = "dashboards picks by file name"
  }
}

run "refuses_a_dashboard_that_is_not_there" {
  command = plan

  variables {
    dashboards = ["three"]
  }

  expect_failures = [var.dashboards]
}

run "refuses_an_empty_directory" {
  command = plan

  variables {
    directory = "./tests"
  }

  expect_failures = [var.directory]
}

run "refuses_an_unknown_exporter" {
  command = plan

  variables {
    metrics_exporter = "prometheus"
  }

  expect_failures = [var.metrics_exporter]
}

run "refuses_an_email_without_address" {
  command = plan

  variables {
    notification_channels = { team = { type = "email" } }
  }

  expect_failures = [var.notification_channels]
}

run "refuses_an_unknown_severity" {
  command = plan

  variables {
    notification_channels = { team = { type = "pagerduty", severities = ["P1"] } }
  }

  expect_failures = [var.notification_channels]
}

run "points_runbook_links_somewhere" {
  command = plan

  variables {
    runbooks_url = "https://github.com/example/flightdeck/blob/main/runbooks"
  }

  assert {
    condition     = google_monitoring_alert_policy.this["errors"].documentation[0].content == "Runbook: [runbooks/errors.md](https://github.com/example/flightdeck/blob/main/runbooks/errors.md)"
    error_message = "the link of a policy leads to the repository"
  }

  assert {
    condition     = strcontains(google_monitoring_dashboard.this["two"].dashboard_json, "[errors](https://github.com/example/flightdeck/blob/main/runbooks/errors.md)")
    error_message = "so does a dashboard's"
  }
}

run "refuses_runbooks_without_address" {
  command = plan

  variables {
    runbooks_url = "runbooks/"
  }

  expect_failures = [var.runbooks_url]
}

# The runner compares this plan with the repository's files, query by query.
run "ships_the_repository" {
  command = plan

  variables {
    directory = null
  }

  assert {
    condition     = length(google_monitoring_alert_policy.this) == length(fileset("../../../monitoring", "alert-policies/*.yaml"))
    error_message = "every file is a policy"
  }
}

# The runner parses these queries: only the names of our metrics may differ from the files.
run "ships_the_repository_for_the_archived_exporter" {
  command = plan

  variables {
    directory        = null
    metrics_exporter = "cloud-monitoring"
  }

  assert {
    condition     = length(google_monitoring_alert_policy.this) == length(fileset("../../../monitoring", "alert-policies/*.yaml"))
    error_message = "every file is a policy"
  }
}
