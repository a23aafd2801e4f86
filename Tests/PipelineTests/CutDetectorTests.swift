import Foundation
import FrameveilTesting
import Geometry
@testable import Pipeline
import Testing

/// Cuts of generated frames: smooth textures, one for each scene.
@Suite(.blocking) struct CutDetectorTests {
  private static let (width, height) = (96, 54)

  /// Luma values of a scene, moved to the right by a number of values.
  private static func scene(
    _ number: Int, movedBy shift: Double = 0, contrast: Double = 60, mean: Double = 110
  ) -> [Double] {
    var random = SplitMix(seed: UInt64(number))
    let waves = (0..<6).map { _ in
      (
        x: Double.random(in: -1.2...1.2, using: &random), y: Double.random(in: -1.2...1.2, using: &random),
        phase: Double.random(in: 0...6, using: &random)
      )
    }
    return (0..<width * height).map { index in
      let (x, y) = (Double(index % width) - shift, Double(index / width))
      return mean + contrast * waves.reduce(0) { $0 + sin($1.x * x + $1.y * y + $1.phase) } / 6
    }
  }

  /// The frames at which a scene is found to begin, and those that may begin one.
  private func cuts(_ frames: [[Double]], noise: Double = 1) -> (found: [Int], candidates: [Int]) {
    var random = SplitMix(seed: 99)
    var (window, detector) = (SceneWindow(), CutDetector())
    var (found, candidates): ([Int], [Int]) = ([], [])
    for (index, frame) in frames.enumerated() {
      let means = frame.map { value in
        UInt8(max(0, min(255, value + Double.random(in: -noise...noise, using: &random))))
      }
      let time = MediaTime(nanoseconds: Int64(index) * 40_000_000)
      let cut = detector.look(window.change(with: SceneSignature(means: means)), at: time)
      if let cut { found.append(Int(cut.nanoseconds / 40_000_000)) }
      if detector.mayBeginScene { candidates.append(index) }
    }
    return (found, candidates)
  }

  private func still(_ number: Int, _ count: Int) -> [[Double]] {
    Array(repeating: Self.scene(number), count: count)
  }

  @Test(arguments: [60.0, 12], [110.0, 20, 230])
  func `a cut is found in the dark and in the light, at high and low contrast`(contrast: Double, mean: Double)
  {
    let frames = [1, 2, 3].flatMap { number in
      (0..<15).map { Self.scene(number, movedBy: 0.5 * Double($0), contrast: contrast, mean: mean) }
    }
    #expect(cuts(frames).found == [15, 30])
  }

  @Test(arguments: 1...4) func `a cut to each of several short shots is found`(length: Int) {
    let frames = still(1, 10) + (2...5).flatMap { still($0, length) } + still(6, 10)
    #expect(cuts(frames).found == (0...4).map { 10 + $0 * length })
  }

  @Test(arguments: 1...2, [255.0, 200])
  func `a flash is no cut, and its frames may begin a scene`(length: Int, peak: Double) {
    let flash = Self.scene(1, contrast: peak == 255 ? 0 : 20, mean: peak)
    let frames = still(1, 15) + Array(repeating: flash, count: length) + still(1, 15)
    #expect(cuts(frames).found == [])
    #expect(peak < 255 || cuts(frames).candidates.contains(15))
  }

  @Test func `motion, exposure and contrast are no cuts`() {
    let frames = (0..<60).map { index in
      Self.scene(
        1, movedBy: 2 * Double(index), contrast: 40 + 20 * sin(Double(index)),
        mean: 120 + 60 * sin(0.5 * Double(index)))
    }
    #expect(cuts(frames).found == [])
  }

  @Test(arguments: [6, 12, 20]) func `a dissolve is one cut, in its middle`(length: Int) throws {
    let mixed = (1...length).map { index in
      let share = Double(index) / Double(length + 1)
      return zip(Self.scene(1), Self.scene(2)).map { $0 * (1 - share) + $1 * share }
    }
    let found = cuts(still(1, 30) + mixed + still(2, 40)).found
    #expect(found.count == 1)
    #expect(abs(try #require(found.first) - 30 - length / 2) <= 3 + length / 6)
  }

  @Test func `black frames are no cuts`() {
    let black = Array(repeating: [Double](repeating: 16, count: Self.width * Self.height), count: 20)
    #expect(cuts(black).candidates == [])
  }
}
