import FrameveilTesting
import Geometry
import Glibc
import Libfacedetection
import OpenCV
import Testing

@testable import FaceDetection

private let isInstalled = (try? Libfacedetection.installed.get()) != nil

/// The second detector on frames of the sample clip.
@Suite(.blocking, .enabled(if: isInstalled, "libfacedetection is not installed: make runtime"))
struct LibfacedetectionTests {
  private static func look(at second: Double, _ size: FrameSize = FrameSize(width: 1280, height: 720)) throws
    -> [Libfacedetection.Face]
  {
    let drawing = try SampleFrame(at: second).drawing
    let whole = PixelRect(x: 0, y: 0, width: drawing.size.width, height: drawing.size.height)
    let image = try drawing.read {
      try ColourFrame(of: $0, region: whole, orientation: .identity, size: size)
    }
    return try Libfacedetection.installed.get().faces(inBGR: image.bgr, size: size)
  }

  @Test(arguments: [0.0, 2, 4, 5, 7])
  func `finds the visible faces of the sample`(second: Double) throws {
    let faces = try Self.look(at: second).filter { $0.confidence >= 60 }
    let truth = try SampleFrame.truth(at: second)
    #expect(!truth.isEmpty)
    for box in truth {
      let found = faces.filter { $0.box.iou(box) >= 0.4 }
      #expect(found.count == 1, "\(box): \(faces)")
      for face in found { expectInOrder(face) }
    }
  }

  /// The eyes are above the nose, the mouth below; left is on the left.
  private func expectInOrder(_ face: Libfacedetection.Face) {
    let points = face.landmarks
    #expect(points.count == 5)
    #expect(max(points[0].y, points[1].y) < points[2].y && points[2].y < min(points[3].y, points[4].y))
    #expect(points[0].x < points[1].x && points[3].x < points[4].x)
    #expect(points.allSatisfy { $0.x > face.box.left && $0.x < face.box.right })
    #expect(points.allSatisfy { $0.y > face.box.top && $0.y < face.box.bottom })
  }

  @Test func `finds nothing in a plain image, of any size`() throws {
    let library = try Libfacedetection.installed.get()
    for (width, height) in [(1, 1), (1, 200), (33, 7), (320, 200), (641, 359)] {
      let image = [UInt8](repeating: 128, count: 3 * width * height)
      let faces = try library.faces(inBGR: image, size: FrameSize(width: width, height: height))
      #expect(faces.filter { $0.confidence >= 50 }.isEmpty, "\(width)x\(height): \(faces)")
    }
  }

  /// Threads of OpenMP have the name of the thread that made them, and wait for more work.
  @Test func `runs on the thread that calls it`() throws {
    let file = "/proc/thread-self/comm"
    func read(_ path: String) throws -> String { String(decoding: try bytes(of: path), as: UTF8.self) }
    let name = try read(file)
    defer { try? rename(file, name) }
    try rename(file, "lfd-caller")
    _ = try Self.look(at: 4)
    // Threads of other tests may end in between.
    let threads = try Program(["sh", "-c", "cat /proc/\(getpid())/task/*/comm 2>/dev/null || true"]).runTool()
    let names = String(decoding: threads, as: UTF8.self).split(separator: "\n")
    #expect(names.filter { $0 == "lfd-caller" }.count == 1, "\(names)")
  }

  private func rename(_ file: String, _ name: String) throws {
    let descriptor = open(file, O_WRONLY)
    defer { close(descriptor) }
    let bytes = Array(name.utf8)
    try #require(write(descriptor, bytes, bytes.count) == bytes.count)
  }

  @Test func `several threads get the same faces as one`() async throws {
    let size = FrameSize(width: 640, height: 360)
    let expected = try Self.look(at: 4, size)
    #expect(!expected.isEmpty)
    try await withThrowingTaskGroup(of: [Libfacedetection.Face].self) { group in
      for _ in 0..<8 { group.addTask { try Self.look(at: 4, size) } }
      for try await faces in group { #expect(faces == expected) }
    }
  }
}

/// What happens where libfacedetection cannot be used.
@Suite(.blocking) struct LibfacedetectionMissingTests {
  @Test func `a folder without the library is named, with the remedy`() throws {
    let folder = try TemporaryFolder()
    let error = try #require(throws: LibfacedetectionError.self) {
      try Libfacedetection.opened(in: [folder.path]).get()
    }
    for words in [folder.path, "make runtime", "FRAMEVEIL_LIBFACEDETECTION"] {
      #expect("\(error)".contains(words))
    }
  }

  @Test func `a file that is no library is named`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("libfacedetection.so", "no library")
    let error = try #require(throws: LibfacedetectionError.self) {
      try Libfacedetection.opened(in: [folder.path]).get()
    }
    #expect("\(error)".contains(path))
  }

  @Test func `a library of another kind is named`() throws {
    let folder = try TemporaryFolder()
    try Program(["ln", "-s", "/usr/lib/x86_64-linux-gnu/libz.so.1", folder("libfacedetection.so")]).runTool()
    let error = try #require(throws: LibfacedetectionError.self) {
      try Libfacedetection.opened(in: [folder.path]).get()
    }
    #expect("\(error)".contains(folder("libfacedetection.so")))
  }
}
