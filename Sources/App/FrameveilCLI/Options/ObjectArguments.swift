import S3

/// The S3 properties of an output object: metadata, tags, storage class, encryption.
enum ObjectArguments {
  static let options: [CommandSpec.Option] = [
    .init(
      name: "--metadata", value: "NAME=VALUE",
      help: "user-defined metadata of the output object (s3:// only); may be repeated",
      isRepeatable: true),
    .init(
      name: "--tag", value: "NAME=VALUE", help: "tag of the output object; may be repeated",
      isRepeatable: true),
    .init(name: "--storage-class", value: "CLASS", help: "storage class, such as STANDARD_IA or GLACIER_IR"),
    .init(
      name: "--sse", value: "KIND", help: "server-side encryption: AES256, aws:kms or aws:kms:dsse"),
    .init(name: "--sse-kms-key-id", value: "KEY", help: "KMS key of aws:kms, by its id or ARN"),
  ]

  static func properties(_ arguments: ParsedArguments, command: String) throws(UsageError) -> S3Properties {
    var properties = S3Properties()
    properties.metadata = try pairs("--metadata", arguments, command)
    for (name, value) in properties.metadata where !(name + value).utf8.allSatisfy({ 0x20...0x7E ~= $0 }) {
      // Metadata are sent as header fields (RFC 9110, section 5.5).
      throw UsageError(command, "--metadata takes printable ASCII, not '\(name)=\(value)'")
    }
    properties.tags = try pairs("--tag", arguments, command)
    properties.storageClass = arguments["--storage-class"]
    properties.encryption = arguments["--sse"]
    properties.encryptionKey = arguments["--sse-kms-key-id"]
    if properties.encryptionKey != nil, properties.encryption == nil { properties.encryption = "aws:kms" }
    return properties
  }

  private static func pairs(
    _ option: String, _ arguments: ParsedArguments, _ command: String
  ) throws(UsageError) -> [String: String] {
    var pairs: [String: String] = [:]
    for text in arguments.all(option) {
      let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, pairs[parts[0]] == nil else {
        throw UsageError(command, "\(option) takes NAME=VALUE, each name once, not '\(text)'")
      }
      pairs[parts[0]] = parts[1]
    }
    return pairs
  }
}
