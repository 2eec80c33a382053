variable "project_id" {
  description = "Project that holds the resources."
  type        = string

  validation {
    condition     = can(regex("^[a-z][a-z0-9-]{4,28}[a-z0-9]$", var.project_id))
    error_message = "project_id must be a project's id (6 to 30 of a-z, 0-9 and -, for example flights-dev), not its number or name; `gcloud projects list` shows it."
  }
}

variable "region" {
  description = "Region of Cloud Run, for example europe-west1."
  type        = string

  validation {
    condition     = can(regex("^[a-z]+-[a-z]+[0-9]+$", var.region))
    error_message = "region must be one region such as europe-west1, not a zone (europe-west1-b) or a multi-region (EU)."
  }
}

variable "name" {
  description = "Name of the job and of its schedule."
  type        = string
  default     = "canary"
}

variable "image" {
  description = "Container image, by digest or tag. Afterwards the release changes it (see lifecycle in main.tf)."
  type        = string

  validation {
    condition     = can(regex("^[^:@]+/[^:@]+(:[^:@/]+|@sha256:[0-9a-f]{64})$", var.image))
    error_message = "image needs a tag or digest: REGION-docker.pkg.dev/PROJECT/REPOSITORY/NAME:TAG or …@sha256:…; untagged means latest, which nobody can roll back to."
  }
}

variable "service_account_email" {
  description = "Account it runs as; the default account with its Editor role is refused."
  type        = string

  validation {
    condition     = !endswith(var.service_account_email, "-compute@developer.gserviceaccount.com")
    error_message = "service_account_email must be an account of its own (module identity makes one), not the project's default compute account."
  }
}

variable "scheduler_service_account_email" {
  description = "Account Cloud Scheduler starts the job as; it may do nothing else."
  type        = string

  validation {
    condition     = var.scheduler_service_account_email != var.service_account_email
    error_message = "scheduler_service_account_email must differ from service_account_email: whoever starts the probe needs none of the probe's rights."
  }
}

variable "env" {
  description = "Environment variables."
  type        = map(string)
  default     = {}

  validation {
    condition     = !contains(keys(var.env), "PORT")
    error_message = "env must not hold PORT: Cloud Run sets it for services, and this module sets it where Cloud Run does not."
  }
}

variable "schedule" {
  description = "When it probes, as a cron line in UTC. Once a minute is the finest Cloud Scheduler has."
  type        = string
  default     = "* * * * *"

  validation {
    condition     = length(split(" ", var.schedule)) == 5
    error_message = "schedule must be a cron line of five fields, for example \"* * * * *\"."
  }
}

variable "timeout_seconds" {
  description = "Longest one probe may run: its own 30 s limit plus the container's start."
  type        = number
  default     = 120
}

variable "deletion_protection" {
  description = "Whether Terraform refuses to delete it."
  type        = bool
  default     = true
}

variable "labels" {
  description = "Labels of every resource that takes them."
  type        = map(string)
  default     = {}
}

