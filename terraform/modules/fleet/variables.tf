variable "region" {
  description = "Region of Cloud Run, for example europe-west1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region such as europe-west1, not a zone (europe-west1-b) or a multi-region (EU)."
  }
}

variable "project_id" {
  description = "Project of the systems that name none, of the registry and of the alert policies and dashboards."
  type        = string
}

variable "projects" {
  description = "Every project that systems run in: its number by its id. One account per app is made in each, so a fleet of 50 stays below the 100 service accounts that a project allows."
  type        = map(string)

  validation {
    condition     = alltrue([for id, number in var.projects : can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", id)) && can(regex("^[0-9]+$", number))])
    error_message = "projects maps ids to numbers: { \"flights-prod\" = \"123456789012\" }."
  }

  validation {
    condition     = contains(keys(var.projects), var.project_id)
    error_message = "projects must hold project_id."
  }
}

variable "systems" {
  description = "The fleet, by name (system-01 … system-99). What an entry leaves out is the default of module pipeline."
  type = map(object({
    project_id           = optional(string)
    region               = optional(string)
    ingest               = optional(string, "worker_pool")
    subscriber_instances = optional(number, 1)
    api_min              = optional(number, 1)
    api_max              = optional(number, 10)
    canary_schedule      = optional(string, "* * * * *")
    publishers           = optional(map(string), {})
  }))

  validation {
    condition     = length(var.systems) > 0 && alltrue([for name in keys(var.systems) : can(regex("^system-[0-9]{2}$", name))])
    error_message = "systems must be named system-01 to system-99: the label `system` of every metric has this bounded set of values."
  }

  validation {
    condition     = alltrue([for system in var.systems : system.project_id == null || contains(keys(var.projects), coalesce(system.project_id, "-"))])
    error_message = "systems.project_id must be one of projects."
  }
}

variable "retention_days" {
  description = "How long every system keeps events after they came in, in days; null keeps them for ever."
  type        = number
  default     = null
}

variable "images" {
  description = "Container images of the apps, the same for every system."
  type = object({
    api        = string
    subscriber = string
    canary     = string
  })
}

variable "metrics_exporter" {
  description = "How the apps export metrics: otlp or cloud-monitoring (the archived exporter)."
  type        = string
  default     = "otlp"
}

variable "monitoring" {
  description = "Module monitoring, once for the whole fleet: who is told, and which dashboards."
  type = object({
    notification_channels = optional(map(object({
      type       = string
      labels     = optional(map(string), {})
      severities = optional(set(string), ["CRITICAL", "ERROR", "WARNING"])
    })), {})
    directory    = optional(string)
    runbooks_url = optional(string)
    dashboards   = optional(set(string), ["fleet"])
  })
  default = {}
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete tables and services."
  type        = bool
  default     = true
}

variable "labels" {
  description = "Labels of every resource that takes them."
  type        = map(string)
  default     = {}
}
