variable "project_id" {
  description = "Project that holds the resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "project_number" {
  description = "Number of the project: Google's own agents are named by it."
  type        = string

  validation {
    condition     = can(regex("^[0-9]+$", var.project_number))
    error_message = "project_number must be digits only; `gcloud projects describe PROJECT --format='value(projectNumber)'` shows it."
  }
}

variable "prefix" {
  description = "Put before every account's name: several systems can share a project, and short names such as api reach the 6 letters that an account needs."
  type        = string
  default     = "flightdeck-"
}

variable "accounts" {
  description = "One service account per app: its name, what it is for, and the few project-level roles that have no smaller home. Everything else is granted on single resources by the modules that own them."
  type = map(object({
    description   = string
    project_roles = optional(set(string), [])
  }))

  validation {
    condition     = alltrue([for name in keys(var.accounts) : can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", "${var.prefix}${name}"))])
    error_message = "accounts: prefix and name together must be 6 to 30 of a-z, 0-9 and -, starting with a letter and not ending with -, which is what service accounts allow."
  }

  validation {
    condition = alltrue(flatten([for account in var.accounts : [for role in account.project_roles : contains([
      "roles/artifactregistry.reader",
      "roles/bigquery.jobUser",
      "roles/bigquery.metadataViewer",
      "roles/browser",
      "roles/cloudscheduler.viewer",
      "roles/iam.securityReviewer",
      "roles/iam.workloadIdentityPoolViewer",
      "roles/monitoring.metricWriter",
      "roles/monitoring.viewer",
      "roles/pubsub.viewer",
      "roles/run.developer",
      "roles/run.viewer",
      "roles/serviceusage.serviceUsageConsumer",
      "roles/serviceusage.serviceUsageViewer",
      "roles/telemetry.writer",
    ], role)]]))
    error_message = "accounts.project_roles takes only roles that give no data of the project: telemetry, running queries, deploying, and viewing configuration (the list is in variables.tf). Grant data roles on the topic, subscription, table or service instead."
  }
}

variable "github" {
  description = "Keyless access for GitHub Actions of one repository: which accounts a run may act as, by environment. Null creates no pool."
  type = object({
    repository = string
    accounts = map(object({
      account     = string
      environment = string
      acts_as     = optional(set(string), [])
    }))
  })
  default = null

  validation {
    condition     = var.github == null || can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github.repository))
    error_message = "github.repository must be OWNER/NAME, without https:// and without .git."
  }

  validation {
    condition     = var.github == null || try(alltrue([for binding in values(var.github.accounts) : contains(keys(var.accounts), binding.account)]), false)
    error_message = "github.accounts.account must name one of accounts."
  }

  validation {
    condition     = var.github == null || try(alltrue(flatten([for binding in values(var.github.accounts) : [for name in binding.acts_as : contains(keys(var.accounts), name)]])), false)
    error_message = "github.accounts.acts_as must name accounts: the ones that the services it deploys run as."
  }
}
