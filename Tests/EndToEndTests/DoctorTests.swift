import FoundationEssentials
import FrameveilTesting
import Testing

/// `frameveil doctor`, with parts that are really missing.
@Suite(.blocking) struct DoctorTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  private struct Report: Decodable {
    struct Check: Decodable {
      var part, status, detail: String
      var remedy: String?
    }
    var program: String
    var isReady: Bool
    var checks: [Check]

    func check(_ part: String) throws -> Check { try #require(checks.first { $0.part == part }) }
  }

  private func doctor(_ environment: [String: String] = [:], _ options: [String] = []) throws -> (
    code: Int32, errors: String, report: Report
  ) {
    let outcome = try Frameveil.run(["doctor", "--json"] + options, environment: environment)
    let report = try JSONDecoder().decode(Report.self, from: Data(outcome.output))
    #expect(report.isReady == (outcome.code == 0))
    return (outcome.code, outcome.errors, report)
  }

  @Test func `a complete installation is ready, and nothing is sent`() throws {
    let trace = folder("trace")
    let outcome = try Program(["strace", "-f", "-e", "trace=connect", "-o", trace, Frameveil.path, "doctor"])
      .run()
    #expect(outcome.code == 0 && outcome.errors == "", "\(outcome.text) \(outcome.errors)")
    #expect(outcome.text.contains("ok       face model") && outcome.text.contains("skipped  AWS"))
    #expect(!outcome.text.contains("missing  "))
    #expect(!String(decoding: try bytes(of: trace), as: UTF8.self).contains("connect("))
  }

  /// GStreamer with the plugins of these names only.
  private func plugins(_ names: [String]) throws -> [String: String] {
    let query = ["pkg-config", "--variable=pluginsdir", "gstreamer-1.0"]
    let place = String(decoding: try Program(query).runTool(), as: UTF8.self).trimmed
    try Program(["mkdir", folder("plugins")]).runTool()
    for name in names {
      try Program(["ln", "-s", "\(place)/libgst\(name).so", folder("plugins")]).runTool()
    }
    return [
      "GST_PLUGIN_SYSTEM_PATH_1_0": folder("plugins"), "GST_PLUGIN_PATH_1_0": "",
      "GST_REGISTRY_1_0": folder("registry"),
    ]
  }

  @Test func `without plugins nothing is ready, and each part names its package`() throws {
    let (code, errors, report) = try doctor(plugins([]))
    #expect(code == 1)
    #expect(errors.contains("not ready: GStreamer, decoders, profile mp4"))
    for (part, package) in [
      ("GStreamer", "gstreamer1.0-plugins-base"), ("decoders", "gstreamer1.0-libav"),
      ("profile mp4", "gstreamer1.0-plugins-ugly"),
    ] {
      let check = try report.check(part)
      #expect(check.status == "missing" && check.remedy?.contains(package) == true, "\(check)")
    }
    #expect(try report.check("profile webm").status == "warning")
  }

  @Test func `one plugin that is missing takes away its profiles only`() throws {
    let names = ["coreelements", "app", "videoconvertscale", "videoparsersbad", "libav", "x265", "vpx"]
    let (code, _, report) = try doctor(plugins(names))
    #expect(code == 1)
    #expect(try report.check("GStreamer").status == "ok")
    let mp4 = try report.check("profile mp4")
    #expect(mp4.status == "missing" && mp4.detail == "there is no x264enc")
    #expect(try report.check("profile hevc").status == "ok" && report.check("profile webm").status == "ok")
    let decoders = try report.check("decoders")
    #expect(decoders.status == "warning" && decoders.detail.contains("theora"))
    #expect(!decoders.detail.contains("h264"))
  }

  @Test func `a model that was moved or changed is named, with what does not work`() throws {
    let moved = try doctor(["FRAMEVEIL_MODEL": folder("none.onnx")])
    #expect(moved.code == 1 && moved.errors.contains("not ready: face model\n"))
    #expect(try moved.report.check("face model").remedy?.contains("make model") == true)
    let other = try folder.write("changed.onnx", "no network")
    let changed = try doctor(["FRAMEVEIL_TEXT_MODEL": other])
    #expect(changed.code == 1)
    let check = try changed.report.check("text model")
    #expect(check.remedy?.contains("the SHA-256 is not") == true && check.detail.contains("--hide text"))
  }

  @Test func `the program alone finds no model`() throws {
    let outcome = try Program([try folder.share(Frameveil.path), "doctor"]).run()
    #expect(outcome.code == 1 && outcome.errors.contains("face model"), "\(outcome.text)")
    #expect(outcome.text.contains("warning  person model"))
  }

  @Test func `what a run can do without is a warning`() throws {
    let (code, errors, report) = try doctor([
      "FRAMEVEIL_OPENVINO": folder("none"), "FRAMEVEIL_LIBFACEDETECTION": folder("none"),
      "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "256",
    ])
    #expect(code == 0 && errors == "")
    let runtime = try report.check("detector runtime")
    #expect(runtime.status == "warning" && runtime.detail.hasPrefix("OpenCV "))
    #expect(runtime.remedy?.contains("make runtime") == true)
    #expect(try report.check("second detector").status == "warning")
    let memory = try report.check("memory")
    #expect(memory.status == "warning" && memory.detail.contains("limit of 268 MB"))
  }

  @Test func `with --aws the identity is asked for`() throws {
    let moto = try MotoServer()
    let environment = [
      "AWS_ACCESS_KEY_ID": "any", "AWS_SECRET_ACCESS_KEY": "thing", "AWS_REGION": "eu-west-1",
      "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
      "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL_STS": moto.url,
    ]
    let known = try doctor(environment, ["--aws"])
    #expect(known.code == 0, "\(known.errors)")
    let check = try known.report.check("AWS")
    #expect(check.status == "ok" && check.detail.contains("arn:aws:"), "\(check)")
    let nobody = try doctor(
      environment.merging(["AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""]) { $1 }, ["--aws"])
    #expect(nobody.code == 1 && nobody.errors.contains("not ready: AWS"))
    #expect(try nobody.report.check("AWS").detail.contains("credentials"))
  }
}

extension String {
  fileprivate var trimmed: String { String(reversed().drop { $0.isWhitespace }.reversed()) }
}
