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
  description = "Name of the worker pool or service."
  type        = string
  default     = "subscriber"
}

variable "mode" {
  description = "worker_pool: pulls, always on. push: a service that Pub/Sub calls."
  type        = string
  default     = "worker_pool"

  validation {
    condition     = contains(["worker_pool", "push"], var.mode)
    error_message = "mode must be worker_pool or push; Pub/Sub's own BigQuery delivery needs no subscriber (set ingest = \"bigquery_subscription\" on module pipeline)."
  }
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

variable "env" {
  description = "Environment variables."
  type        = map(string)
  default     = {}

  validation {
    condition     = !contains(keys(var.env), "PORT")
    error_message = "env must not hold PORT: Cloud Run sets it for services, and this module sets it where Cloud Run does not."
  }
}

variable "instances" {
  description = "Worker pool: instances always running. Push: the most Pub/Sub may make Cloud Run start."
  type        = number
  default     = 2

  validation {
    condition     = var.instances >= 1 && floor(var.instances) == var.instances
    error_message = "instances must be a whole number from 1; two let one restart without a gap."
  }
}

variable "resources" {
  description = "Limits of one instance."
  type = object({
    cpu    = optional(string, "1")
    memory = optional(string, "1Gi")
  })
  default = {}
}

variable "invokers" {
  description = "Push only: who may call it, by a name of your choice; normally the push subscription's account alone."
  type        = map(string)
  default     = {}

  validation {
    condition     = alltrue([for member in values(var.invokers) : startswith(member, "serviceAccount:")])
    error_message = "invokers takes service accounts only (serviceAccount:…): a push endpoint has no human callers."
  }
}

variable "audience" {
  description = "Push only: what the push subscription's tokens are made out to. A name of our own, because the service's address is known only after it exists."
  type        = string
  default     = null
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

