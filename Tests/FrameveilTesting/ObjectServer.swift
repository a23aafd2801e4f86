import FoundationEssentials
import Synchronization

/// An S3 server that verifies requests (OpenStack Swift), started once per test run, with boto3 as an independent
/// client for inspecting its objects.
public final class ObjectServer: Sendable {
  /// The access keys of a user.
  public struct Keys: Sendable {
    /// The access key id.
    public var id: String
    /// The secret access key.
    public var secret: String
  }

  /// The owner of all buckets; see Tests/Stack/s3_configuration.py.
  public static let owner = Keys(
    id: "FRAMEVEILOWNER000001", secret: "owner/secret+of/the/tests+0123456789abcd")
  /// A valid user without permissions.
  public static let stranger = Keys(
    id: "FRAMEVEILOTHER000001", secret: "other/secret+of/the/tests+0123456789abcd")

  private static let started = Result { try ObjectServer() }

  public static func shared() throws -> ObjectServer { try started.get() }

  /// `http://127.0.0.1:PORT`.
  public let url: String
  private let service: Mutex<Service>
  private let judge: Mutex<Service>
  private let buckets = Atomic(0)

  private init() throws {
    let server = try Service("s3-server")
    url = server.url
    service = Mutex(server)
    judge = Mutex(try Service("s3-judge"))
  }

  /// The environment variables for a program to use this server and no configuration of the current user.
  public func environment(_ keys: Keys = owner, through url: String? = nil) -> [String: String] {
    [
      "AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret, "AWS_REGION": "us-east-1",
      "AWS_DEFAULT_REGION": "us-east-1", "AWS_ENDPOINT_URL_S3": url ?? self.url,
      "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
      "AWS_EC2_METADATA_DISABLED": "true",
    ]
  }

  /// Creates a new bucket.
  public func makeBucket() throws -> String {
    let bucket = "bucket-\(buckets.add(1, ordering: .relaxed).newValue)"
    _ = try ask("create_bucket", ["Bucket": .string(bucket)]).get()
    return bucket
  }

  /// Calls a method of boto3's S3 client, with arguments by name.
  public func ask(_ call: String, _ arguments: [String: JSON], _ options: CallOptions = CallOptions()) throws
    -> CallResult
  {
    var command = options
    command.call = call
    command.arguments = arguments
    command.endpoint = options.endpoint ?? url
    let line = String(decoding: try JSONEncoder().encode(command), as: UTF8.self)
    let response = try judge.withLock { try $0.ask(line) }
    return try JSONDecoder().decode(CallResult.self, from: Data(response.utf8))
  }
}
