import S3

/// The S3 properties of an output object: metadata, tags, storage class, encryption.
enum ObjectArguments {
  static let metadata = pairs(
    "--metadata", "user-defined metadata of the output object (s3:// only)"
  ) {
    name, value throws(UsageError) in
    // Metadata are sent as header fields (RFC 9110, section 5.5).
    guard (name + value).utf8.allSatisfy({ 0x20...0x7E ~= $0 }) else {
      throw UsageError("--metadata takes printable ASCII, not '\(name)=\(value)'")
    }
  }
  static let tag = pairs("--tag", "tag of the output object") { _, _ in }
  static let storageClass = CommandOption<String?>(
    "--storage-class", "CLASS", "storage class, such as STANDARD_IA or GLACIER_IR")
  static let encryption = CommandOption<String?>(
    "--sse", "KIND", "server-side encryption: AES256, aws:kms or aws:kms:dsse"
  ).choosing(from: ["AES256", "aws:kms", "aws:kms:dsse"])
  static let encryptionKey = CommandOption<String?>(
    "--sse-kms-key-id", "KEY", "KMS key of aws:kms, by its id or ARN")

  static let options: [any DeclaredOption] = [metadata, tag, storageClass, encryption, encryptionKey]

  static func properties(_ arguments: ParsedArguments) -> S3Properties {
    var properties = S3Properties()
    properties.metadata = arguments[metadata]
    properties.tags = arguments[tag]
    properties.storageClass = arguments[storageClass]
    properties.encryption = arguments[encryption]
    properties.encryptionKey = arguments[encryptionKey]
    if properties.encryptionKey != nil, properties.encryption == nil { properties.encryption = "aws:kms" }
    return properties
  }

  /// An option that takes pairs of a name and a value, each name once.
  private static func pairs(
    _ name: String, _ help: String,
    check: @escaping @Sendable (_ name: String, _ value: String) throws(UsageError) -> Void
  ) -> CommandOption<[String: String]> {
    let usage = OptionUsage(name: name, value: "NAME=VALUE", description: help, isRepeatable: true)
    return CommandOption(usage) { texts in
      var pairs: [String: String] = [:]
      for text in texts {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
          String.init)
        guard parts.count == 2, !parts[0].isEmpty, pairs[parts[0]] == nil else {
          throw UsageError("\(name) takes NAME=VALUE, each name once, not '\(text)'")
        }
        try check(parts[0], parts[1])
        pairs[parts[0]] = parts[1]
      }
      return pairs
    }
  }
}
