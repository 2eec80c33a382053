locals {
  slos = {
    for file in fileset(local.directory, "slos/native/*.json") :
    trimsuffix(basename(file), ".json") => jsondecode(file("${local.directory}/${file}"))
  }
  services = toset([for slo in local.slos : slo.userLabels.service])

  # As in PromQL: the archived exporter stores under another prefix, without the kind, on another resource.
  stored_metric   = "/prometheus[.]googleapis[.]com/([a-z0-9_]+)/(counter|gauge|histogram)/"
  stored_as       = var.metrics_exporter == "otlp" ? "prometheus.googleapis.com/$1/$2" : "workload.googleapis.com/$1"
  stored_resource = var.metrics_exporter == "otlp" ? "prometheus_target" : "generic_task"
  filters = {
    for name, slo in local.slos : name => {
      for key, filter in merge(
        try(slo.serviceLevelIndicator.requestBased.goodTotalRatio, {}),
        { for key, value in try(slo.serviceLevelIndicator.requestBased.distributionCut, {}) : key => value if key == "distributionFilter" },
      ) : key => replace(replace(filter, local.stored_metric, local.stored_as), "prometheus_target", local.stored_resource)
    }
  }
}

resource "google_monitoring_custom_service" "this" {
  for_each = local.services

  project      = var.project_id
  service_id   = each.key
  display_name = each.key
  user_labels  = var.labels
}

resource "google_monitoring_slo" "this" {
  for_each = local.slos

  project             = var.project_id
  service             = google_monitoring_custom_service.this[each.value.userLabels.service].service_id
  slo_id              = each.key
  display_name        = each.value.displayName
  goal                = each.value.goal
  rolling_period_days = tonumber(trimsuffix(each.value.rollingPeriod, "s")) / 86400
  user_labels         = merge(var.labels, each.value.userLabels)

  request_based_sli {
    dynamic "good_total_ratio" {
      for_each = try([each.value.serviceLevelIndicator.requestBased.goodTotalRatio], [])

      content {
        good_service_filter  = try(local.filters[each.key].goodServiceFilter, null)
        bad_service_filter   = try(local.filters[each.key].badServiceFilter, null)
        total_service_filter = try(local.filters[each.key].totalServiceFilter, null)
      }
    }

    dynamic "distribution_cut" {
      for_each = try([each.value.serviceLevelIndicator.requestBased.distributionCut], [])

      content {
        distribution_filter = local.filters[each.key].distributionFilter

        range {
          min = try(distribution_cut.value.range.min, null)
          max = try(distribution_cut.value.range.max, null)
        }
      }
    }
  }
}
