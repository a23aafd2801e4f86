import FoundationEssentials
import FrameveilTesting
import Testing

/// `analyze-image` with a bucket of its own, a photograph, and a Rekognition that finds its true faces.
struct ImageAPI {
  /// A response of the function.
  struct Answer {
    var status: Int
    var headers: JSON
    var body: JSON

    init(_ post: JSON) throws {
      (status, headers) = (post["statusCode"].int ?? 0, post["headers"])
      body = try JSONDecoder().decode(JSON.self, from: Data((post["body"].text ?? "").utf8))
    }

    var code: String? { body["error"]["code"].text }
  }

  let server: ObjectServer
  let bucket: String
  let folder: TemporaryFolder
  let photograph: String
  let faces: [Truth.Box]
  let detection: ImageDetectionServer
  /// The S3 server's URL.
  let store: String
  private let moto: MotoServer?

  static let green = "--effect solid --color '#00ff00'"

  /// - Parameters:
  ///   - hasFaces: whether the responses contain the faces.
  ///   - store: another S3 server, where the bucket is made.
  init(hasFaces: Bool = true, store moto: MotoServer? = nil) throws {
    server = try ObjectServer.shared()
    (self.moto, store) = (moto, moto?.url ?? server.url)
    if let moto {
      bucket = "pictures"
      _ = try server.ask("create_bucket", ["Bucket": .string(bucket)], .init(through: moto.url)).get()
    } else {
      bucket = try server.makeBucket()
    }
    folder = try TemporaryFolder()
    photograph = try ClipMaker.clip(
      "photograph.jpg",
      ["-ss", "4", "-i", Frameveil.sample("faces.mp4"), "-frames:v", "1", "-q:v", "2", "-bitexact"])
    let frame = try #require(try Truth.load().frames.first { $0.frame == 120 })
    faces = frame.faces.filter { $0.visible > 0.5 }.map(\.box)
    try #require(!faces.isEmpty)
    detection = try ImageDetectionServer(Self.responses(hasFaces ? faces : []), store: store)
  }

  static func responses(_ faces: [Truth.Box]) -> [String: JSON] {
    let details = faces.map { face -> JSON in
      [
        "BoundingBox": box(face), "Confidence": 99.5,
        "Landmarks": [["Type": "nose", "X": .number(face.left + face.width / 2), "Y": .number(face.top)]],
        "Pose": ["Roll": 1.5, "Yaw": -20.0, "Pitch": 3.0],
        "Quality": ["Brightness": 70.5, "Sharpness": 90.0],
      ]
    }
    let corner = Truth.Box(left: 0.02, top: 0.02, width: 0.2, height: 0.05)
    let text: JSON = [
      "DetectedText": "CONFIDENTIAL", "Type": "LINE", "Id": 0, "Confidence": 91.5,
      "Geometry": [
        "BoundingBox": box(corner), "Polygon": [["X": 0.02, "Y": 0.02], ["X": 0.22, "Y": 0.02]],
      ],
    ]
    let person: JSON = [
      "Name": "Person", "Confidence": 98.5, "Parents": [], "Aliases": [["Name": "Human"]],
      "Categories": [["Name": "Person Description"]],
      "Instances": [["BoundingBox": box(corner), "Confidence": 97.5]],
    ]
    return [
      "DetectFaces": ["FaceDetails": .array(details)],
      "DetectLabels": [
        "Labels": [person, ["Name": "Street", "Confidence": 60.5]], "LabelModelVersion": "3.0",
      ],
      "DetectText": ["TextDetections": [text], "TextModelVersion": "3.0"],
      "DetectModerationLabels": ["ModerationLabels": [], "ModerationModelVersion": "7.0"],
    ]
  }

  private static func box(_ box: Truth.Box) -> JSON {
    [
      "Left": .number(box.left), "Top": .number(box.top), "Width": .number(box.width),
      "Height": .number(box.height),
    ]
  }

  /// The photograph with more than 5 MB of comments.
  func largePhotograph() throws -> String {
    let picture = try bytes(of: photograph)
    let comment = [0xFF, 0xFE, 0xFF, 0xFF] + [UInt8](repeating: 0x20, count: 65_533)
    return try folder.write(
      "large.jpg", picture.prefix(2) + (0..<82).flatMap { _ in comment } + picture.dropFirst(2))
  }

  /// Calls an S3 operation on the bucket.
  func ask(_ operation: String, _ arguments: [String: JSON] = [:]) throws -> JSON {
    let all = arguments.merging(["Bucket": .string(bucket)]) { $1 }
    return try server.ask(operation, all, .init(through: store)).get()
  }

  /// A request whose body is an image.
  func raw(
    _ params: JSON = [:], path: String? = nil, type: String = "image/jpeg", key: String? = nil,
    id: String = "r1"
  ) -> JSON {
    var headers: [String: JSON] = ["Content-Type": .string(type)]
    if let key { headers["Idempotency-Key"] = .string(key) }
    return [
      "body": .string(path ?? photograph), "headers": .object(headers), "params": params, "id": .string(id),
    ]
  }

  /// Runs the function with requests, one after the other. `scripts/judge-api` judges the responses, and the requests
  /// unless they are wrong on purpose.
  func run(
    _ requests: [JSON], areValid: Bool = true, rekognition: String? = nil, _ variables: [String: String] = [:]
  ) throws -> (answers: [Answer], log: [JSON]) {
    let events = try GatewayEvents.events(requests)
    let environment = environment(rekognition: rekognition).merging(variables) { $1 }
    let run = try LambdaRun.run("analyze-image", ["events": .array(events)], environment: environment)
    #expect(run.code == 0 && run.errors == [], "\(run.errors)")
    let posts = try #require(run.posts)
    #expect(posts.allSatisfy { $0.path.hasSuffix("/response") }, "\(posts)")
    let answers = try posts.map { try Answer($0.body) }
    let judged = try APIJudge.judge(
      zip(events, posts).map { ["request": areValid ? $0 : .null, "response": $1.body] })
    #expect(judged == answers.map(\.status))
    return (answers, run.log)
  }

  /// `frameveil serve --rekognition`, which finds faces.
  func localRekognition() throws -> Server {
    let keys = ObjectServer.owner
    return try Server(
      [Frameveil.path, "serve", "--rekognition", "--folder", folder.path, "--listen", "127.0.0.1:0"],
      environment: ["AWS_ACCESS_KEY_ID": keys.id, "AWS_SECRET_ACCESS_KEY": keys.secret])
  }

  /// The function behind API Gateway.
  func gateway(rekognition: String? = nil, _ variables: [String: String] = [:]) throws -> HTTPGateway {
    try HTTPGateway(
      ["lambda", "analyze-image"],
      environment: LambdaRun.environment.merging(environment(rekognition: rekognition)) { $1 }
        .merging(variables) { $1 })
  }

  private func environment(rekognition: String?) -> [String: String] {
    server.environment().merging([
      "AWS_ENDPOINT_URL_S3": store, "AWS_ENDPOINT_URL_REKOGNITION": rekognition ?? detection.url,
      "IMAGES_BUCKET": bucket, "IMAGE_OPTIONS": Self.green,
    ]) { $1 }
  }

  /// Reads an object by its presigned URL, as any client does.
  func fetch(_ url: JSON, to name: String) throws -> String {
    try Program(["curl", "-sS", "--fail", "-o", folder(name), try #require(url.text)]).runTool()
    return folder(name)
  }
}
