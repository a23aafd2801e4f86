import AWS
import Core
import Glibc

/// The access keys of the clients of `serve`. Messages never contain a secret.
enum ServiceKeys {
  /// The keys of a file, or else the key in the environment.
  ///
  /// - Throws: `ServiceKeysError` if there is none or a line is malformed.
  static func found(in path: String?) throws -> [AWSCredentials] {
    guard let path else { return [try fromEnvironment()] }
    let text = String(decoding: try FileReader(argument: path).bytes(upTo: 1 << 20), as: UTF8.self)
    var keys: [AWSCredentials] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      let line = line.filter { $0 != "\r" }
      guard !line.isEmpty, !line.hasPrefix("#") else { continue }
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
      guard parts.count >= 2, parts.allSatisfy({ !$0.isEmpty }) else {
        throw ServiceKeysError(
          description: "\(path):\(index + 1): a line must be ID:SECRET or ID:SECRET:TOKEN")
      }
      keys.append(
        AWSCredentials(
          accessKeyID: parts[0], secretAccessKey: parts[1], sessionToken: parts.count > 2 ? parts[2] : nil))
    }
    guard !keys.isEmpty else {
      throw ServiceKeysError(description: "\(path): contains no key; add a line ID:SECRET")
    }
    return keys
  }

  private static func fromEnvironment() throws -> AWSCredentials {
    let variable = { (name: String) in
      getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }
    guard let id = variable("AWS_ACCESS_KEY_ID"), let secret = variable("AWS_SECRET_ACCESS_KEY") else {
      throw ServiceKeysError(
        description:
          "no access key to verify requests with; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY to "
          + "the values that the clients use, or pass --keys FILE")
    }
    return AWSCredentials(
      accessKeyID: id, secretAccessKey: secret, sessionToken: variable("AWS_SESSION_TOKEN"))
  }
}

/// The keys of the clients are missing or malformed.
struct ServiceKeysError: Error, CustomStringConvertible {
  let description: String
}
