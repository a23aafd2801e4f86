import Core
import FaceDetection
import FrameveilTesting
import Testing

/// The descriptor of faces on drawn pictures: that it loads, that it is steady, and that it tells pictures apart.
@Suite(.blocking) struct FaceDescriptorTests {
  private func cosine(_ one: [Float], _ other: [Float]) -> Float {
    zip(one, other).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test func `pictures that differ in brightness are alike, other pictures are not`() throws {
    let descriptor = try FaceDescriptor(path: #require(FaceDescriptor.path))
    func disc(_ x: Int, _ y: Int, _ level: Float) -> SIMD3<Float> {
      let (dx, dy) = (Float(x - 80), Float(y - 80))
      let isEye = abs(abs(dx) - 25) < 9 && abs(dy + 20) < 6
      let isMouth = abs(dx) < 25 && abs(dy - 35) < 5
      let skin = SIMD3<Float>(210, 160, 130) * level
      return isEye || isMouth
        ? SIMD3(repeating: 40 * level)
        : dx * dx / 3600 + dy * dy / 6000 < 1 ? skin : SIMD3(repeating: 90 * level)
    }
    let face = try descriptor.describe { disc($0, $1, 1) }
    #expect(face.count == 512 && abs(cosine(face, face) - 1) < 1e-4)
    let darker = try descriptor.describe { disc($0, $1, 0.6) }
    #expect(cosine(face, darker) > 0.95)
    let stripes = try descriptor.describe { x, _ in SIMD3(repeating: x / 8 % 2 == 0 ? 30 : 220) }
    #expect(cosine(face, stripes) < FaceDescriptor.alike)
  }

  @Test func `another file is refused`() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write("facenet.pb", "no network")
    let error = #expect(throws: UserError.self) { _ = try FaceDescriptor(path: path) }
    #expect("\(try #require(error))".contains("make descriptor"))
  }
}
