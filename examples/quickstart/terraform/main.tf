# terraform_data needs no provider to be downloaded.
terraform {
  required_version = ">= 1.4"

  # The agent fills this in: state and locks go to the control plane.
  backend "http" {}
}

variable "name" {
  type = string
}

variable "words" {
  type = list(string)
}

resource "terraform_data" "word" {
  for_each = { for index, word in var.words : index => word }
  input    = each.value
}

resource "terraform_data" "sentence" {
  input = join(" ", [for index in range(length(var.words)) : terraform_data.word[index].output])

  provisioner "local-exec" {
    command = "echo \"${var.name}: ${self.input}\""
  }
}

output "sentence" {
  value = terraform_data.sentence.output
}
