variable "project_id" {
  description = "Project in which the services are enabled."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "services" {
  description = "APIs to enable, by their full names."
  type        = set(string)
  default = [
    "artifactregistry.googleapis.com",
    "bigquery.googleapis.com",
    "bigquerystorage.googleapis.com",
    "cloudscheduler.googleapis.com",
    "iam.googleapis.com",
    "iamcredentials.googleapis.com",
    "monitoring.googleapis.com",
    "pubsub.googleapis.com",
    "run.googleapis.com",
    "sts.googleapis.com",
    "telemetry.googleapis.com",
  ]

  validation {
    condition     = alltrue([for service in var.services : can(regex("^[a-z0-9-]+[.]googleapis[.]com$", service))])
    error_message = "services takes full names such as run.googleapis.com; `gcloud services list --available` shows them."
  }
}
